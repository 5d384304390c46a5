"""The module «Диспетчерская». So far its directory of request types, which contractors and requests will stand on."""

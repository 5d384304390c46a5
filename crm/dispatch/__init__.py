"""The module «Диспетчерская». Its requests come with the module; what they are about is in `crm.request_types`."""

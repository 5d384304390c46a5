"""«Заявки» on the phone: whoever is sent to a request sees it, works at it and says so, also without network."""

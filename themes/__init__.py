"""Templates and static files only: a folder for each site theme, and `base`, `platform`, `crm`, `email`, `print`."""

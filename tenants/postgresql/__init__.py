"""The database engine of settings: that of django-tenants with two changes."""

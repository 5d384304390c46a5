"""The database connection with what django-tenants adds to it (`schema_name`, `tenant`, `set_tenant` …)."""

from typing import Any

from django.db import connection as _connection

# Django's types know only Django's own wrapper.
connection: Any = _connection

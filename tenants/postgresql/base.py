from typing import Any

from django_tenants.postgresql_backend import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Keeps the known content types when the schema changes.

    The library forgets them at every change, as their numbers usually differ by schema. Ours are the same everywhere
    (`tenants.content_types`), so a request is spared one to three queries.
    """

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """The library's method without its last line; the path itself is set by the next cursor."""
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = include_public
        self.set_settings_schema(self.schema_name)
        self.search_path_set_schemas = None

import re
from contextlib import closing
from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django_tenants.postgresql_backend import base

# The one object that triggers of all schemas share. pgtrigger writes it anew with every trigger.
_SHARED = re.compile(r'CREATE OR REPLACE FUNCTION "public"\._pgtrigger_should_ignore\(.*?LANGUAGE plpgsql;', re.DOTALL)
_IS_THERE = "SELECT to_regprocedure('public._pgtrigger_should_ignore(name)') IS NOT NULL"
_LOCK = 5_020_001


class SchemaEditor(DatabaseSchemaEditor):
    """Makes what all triggers share once, in a transaction of its own.

    Two schemas that are migrated side by side would else write the same row of the catalog, and the later one fails
    with «tuple concurrently updated» when the earlier one commits. A newer text of it needs a migration.
    """

    def execute(self, sql: Any, params: Any = ()) -> None:
        if isinstance(sql, str) and not self.collect_sql and (shared := _SHARED.search(sql)):
            self._make_once(shared[0])
            sql = sql.replace(shared[0], "")
        super().execute(sql, params)

    def _make_once(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(_IS_THERE)
            if cursor.fetchone()[0]:
                return
        with closing(self.connection.copy()) as apart:
            apart.set_autocommit(False)
            with apart.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                cursor.execute(_IS_THERE)
                if not cursor.fetchone()[0]:
                    cursor.execute(statement)
            apart.commit()


class DatabaseWrapper(base.DatabaseWrapper):
    """Keeps the known content types when the schema changes.

    The library forgets them at every change, as their numbers usually differ by schema. Ours are the same everywhere
    (`tenants.content_types`), so a request is spared one to three queries.
    """

    SchemaEditorClass = SchemaEditor

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """The library's method without its last line; the path itself is set by the next cursor."""
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = include_public
        self.set_settings_schema(self.schema_name)
        self.search_path_set_schemas = None

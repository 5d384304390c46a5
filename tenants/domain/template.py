"""The template schema: migrated like any tenant, its script kept for new ones."""

import hashlib
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django_tenants.migration_executors.base import run_migrations

from tenants.connection import connection
from tenants.context import in_schema
from tenants.domain import schema_script
from tenants.models import KeptScript

TEMPLATE_SCHEMA = "burmistr_template"
LOCK_PATIENCE = "5s"  # who waits for a table longer holds up everyone that comes after it


@cache
def migrations_fingerprint() -> str:
    """A hash over the names of all migrations that a tenant's schema has; equal means nothing to migrate."""
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    names = sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations if app in labels)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def is_there() -> bool:
    """False before the very first migration of an installation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [TEMPLATE_SCHEMA])
        return cursor.fetchone() is not None


def migrate_schema(schema: str, *, verbosity: int = 0) -> None:
    """Run Django's migrations in one schema, making the schema if it is not there."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(schema)}")
    off = (
        "fake",
        "fake_initial",
        "plan",
        "check_unapplied",
        "check",
        "run_syncdb",
        "prune",
        "interactive",
        "force_color",
    )
    none = ("app_label", "migration_name", "stdout", "stderr", "settings", "pythonpath")
    options = {
        **dict.fromkeys(off, False),
        **dict.fromkeys(none),
        **{"database": "default", "verbosity": verbosity, "skip_checks": True, "no_color": True, "traceback": True},
    }
    with in_schema("public"):  # the library leaves the connection where it is when a migration fails
        run_migrations([], options, "standard", schema)


def migrate_whole(schema: str, *, verbosity: int = 0) -> None:
    """Run Django's migrations in one schema in one transaction: all of them, or none.

    If one of them refuses a transaction (an index made CONCURRENTLY), each stands alone as Django does it.
    """
    if not all(migration.atomic for migration in unapplied(schema)):
        migrate_schema(schema, verbosity=verbosity)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Rows that one migration writes would else be checked at the end, and no later one could alter their table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'")
        # The server would else finish a long statement, and hold its locks, for a process that was killed.
        cursor.execute("SET LOCAL client_connection_check_interval = '1s'")
        migrate_schema(schema, verbosity=verbosity)


def unapplied(schema: str) -> list[Migration]:
    """The migrations that a schema still has to run, in their order."""
    with in_schema(schema):
        executor = MigrationExecutor(connection)
        return [step for step, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate_template(*, verbosity: int = 0) -> KeptScript:
    """Bring the template schema up to date and keep its script; does nothing if the fingerprint is known."""
    fingerprint = migrations_fingerprint()
    if not is_newest_code():
        # A release that was taken back: its script is there already, and from now on counts as the newest.
        KeptScript.objects.filter(fingerprint=fingerprint).update(made_at=timezone.now())
    if kept := KeptScript.objects.filter(fingerprint=fingerprint).first():
        return kept
    migrate_whole(TEMPLATE_SCHEMA, verbosity=verbosity)
    with transaction.atomic():
        script = schema_script.read(TEMPLATE_SCHEMA)
    connection.search_path_set_schemas = None
    with in_schema("public"):
        return KeptScript.objects.create(fingerprint=fingerprint, script=script.encode())


def is_newest_code() -> bool:
    """True if this process runs the code whose migrations the service stands at, and not one that a deploy replaces."""
    newest = KeptScript.objects.order_by("-made_at").values_list("fingerprint", flat=True).first()
    return newest == migrations_fingerprint()


def make_schema(schema: str) -> str:
    """Make a tenant's schema from the kept script, in one query; return the fingerprint it stands at.

    A schema that is there already is left as it is: the query is one transaction, so it is never half made.
    """
    fingerprint = migrations_fingerprint()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        if cursor.fetchone():
            return fingerprint
        kept = KeptScript.objects.get(fingerprint=fingerprint)
        with transaction.atomic():
            cursor.execute(schema_script.for_schema(bytes(kept.script).decode(), schema))
    return fingerprint

"""The template schema: migrated like any tenant, its script kept for new ones."""

import hashlib
import time
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django_tenants.migration_executors.base import run_migrations
from django_tenants.utils import schema_context

from tenants.connection import connection
from tenants.domain import schema_script
from tenants.models import KeptScript, Tenant

TEMPLATE_SCHEMA = "burmistr_template"


@cache
def migrations_fingerprint() -> str:
    """A hash over the names of all migrations that a tenant's schema has; equal means nothing to migrate."""
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    names = sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations if app in labels)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


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
    run_migrations([], options, "standard", schema)


def migrate_template(*, verbosity: int = 0) -> KeptScript:
    """Bring the template schema up to date and keep its script; does nothing if the fingerprint is known."""
    fingerprint = migrations_fingerprint()
    kept = KeptScript.objects.filter(fingerprint=fingerprint).first()
    if kept:
        return kept
    migrate_schema(TEMPLATE_SCHEMA, verbosity=verbosity)
    with transaction.atomic():
        script = schema_script.read(TEMPLATE_SCHEMA)
    connection.search_path_set_schemas = None
    with schema_context("public"):
        return KeptScript.objects.create(fingerprint=fingerprint, script=script.encode())


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


def migrate_tenants(*, verbosity: int = 0) -> dict[str, float]:
    """Migrate each tenant whose fingerprint is not the present one; seconds taken by schema name.

    A deploy with nothing to migrate is one query, however many tenants there are.
    """
    fingerprint = migrations_fingerprint()
    taken = {}
    behind = Tenant.objects.exclude(schema_fingerprint=fingerprint).exclude(schema_fingerprint="")
    for tenant in behind.iterator():
        started = time.monotonic()
        migrate_schema(tenant.schema_name, verbosity=verbosity)
        Tenant.objects.filter(pk=tenant.pk).update(schema_fingerprint=fingerprint)
        taken[tenant.schema_name] = time.monotonic() - started
    return taken

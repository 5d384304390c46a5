"""`python -m infra.local.lint_migrations`: refuses migrations beside which the running code breaks or waits.

Every migration of ours is turned into its SQL, as the schema that it is for would get it, and read by
django-migration-linter. A database has to be there but needs no table. The rules: infra/migrations.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from infra.local.services import ROOT, ensure_environment

# What may stand all the same: an app's label, the migration's name, and why. Steps that take something away come
# here once the release is out that no longer asks for it.
ACCEPTED = {
    ("tenants", "0004_rollout"): "indexes on a table with one row for a company: made before anybody can wait",
    (
        "billing",
        "0009_transactions_by_day",
    ): "BRIN: one pass over a table that only grows, seconds for millions of rows",
    ("billing", "0010_several_invoices_and_fees"): "drops an index of invoices, a few rows for a company",
    ("company", "0002_employees"): "unique in a column that the same step adds empty, of a table of a few people",
    ("notices", "0003_told_once"): "unique in a column that the step before added empty, and empty ones are left out",
}

# In a company's schema a table is small, and an index within the one transaction is worth more than one CONCURRENTLY.
# What stands in `public` holds the rows of all companies: there nobody may wait for an index.
INDEX_CHECKS = ["CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE", "DROP_INDEX", "REINDEX"]


def refused(accepted: Iterable[tuple[str, str]] = tuple(ACCEPTED), *, only: str = "") -> int:
    """Print what is wrong with our migrations, or with those of the name `only`; how many are refused."""
    from django.apps import apps  # noqa: PLC0415  app ready
    from django.conf import settings  # noqa: PLC0415  app ready

    ours = [config for config in apps.get_app_configs() if _is_ours(config.name)]
    sides = {
        "burmistr_template": ([config.label for config in ours if config.name in settings.TENANT_APPS], []),
        "public": ([config.label for config in ours if config.name in settings.SHARED_APPS], INDEX_CHECKS),
    }
    return sum(
        _refused_in(schema, labels, accepted=set(accepted), only=only, also=checks)
        for schema, (labels, checks) in sides.items()
    )


def _is_ours(app: str) -> bool:
    path = app.replace(".", "/")
    return (ROOT / path).exists() or (ROOT / "platform" / path).exists()


def _refused_in(schema: str, labels: list[str], *, accepted: set[tuple[str, str]], only: str, also: list[str]) -> int:
    from django_migration_linter import MigrationLinter  # noqa: PLC0415  app ready

    from tenants.context import in_schema  # noqa: PLC0415  app ready

    with in_schema(schema):  # elsewhere Django writes no SQL for the app at all
        linter = MigrationLinter(
            no_cache=True,
            quiet=["ok", "ignore", "warning"],
            analyser_string="postgresql",  # the engine's name does not tell
            warnings_as_errors_tests=also,
            ignore_initial_migrations=True,  # its tables are empty
        )
        for key, migration in sorted(linter.migration_loader.disk_migrations.items()):
            if migration.app_label in labels and key not in accepted and only in ("", migration.name):
                linter.lint_migration(migration)
    return int(linter.nb_erroneous)


def main() -> int:
    """The exit code: 1 if a migration is refused."""
    sys.path.insert(0, str(ROOT / "platform"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    ensure_environment()
    import django  # noqa: PLC0415  the environment comes first

    django.setup()
    if count := refused():
        print(f"Refused migrations: {count}. What to do instead: infra/migrations.md", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django_tenants.utils import get_public_schema_name

from tenants.domain import template


class Command(DjangoMigrate):
    help = "Migrates the public schema, the template schema and every tenant that is behind, in this order."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["app_label"]:
            raise CommandError("All schemas stand at the same migrations: a single app cannot be migrated.")
        verbosity = options["verbosity"] - 1
        template.migrate_schema(get_public_schema_name(), verbosity=verbosity)
        template.migrate_template(verbosity=verbosity)
        for schema, seconds in template.migrate_tenants(verbosity=verbosity).items():
            self.stdout.write(f"{schema}: {seconds:.1f} s")

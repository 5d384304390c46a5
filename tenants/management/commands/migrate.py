from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django_tenants.utils import get_public_schema_name

from tenants.domain import rollout, template
from tenants.domain.rollout import Report

STOPPED, SOME_FAILED = 1, 2  # exit codes; what each asks for: infra/migrations.md


class Command(DjangoMigrate):
    help = "Migrates the public schema, the template, then every company that is behind. See infra/migrations.md."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--workers", type=int, default=settings.MIGRATION_WORKERS, help="companies at a time")
        parser.add_argument("--past-ring", action="store_true", help="go on although the first ring failed")

    def handle(self, *args: Any, workers: int, past_ring: bool, **options: Any) -> None:
        if options["app_label"]:
            raise CommandError("All schemas stand at the same migrations: a single app cannot be migrated.")
        verbosity = options["verbosity"] - 1
        public = get_public_schema_name()
        with rollout.first_template_beside(), rollout.alone_at(public):
            template.migrate_schema(public, verbosity=verbosity)
        with rollout.alone_at(public):
            template.migrate_template(verbosity=verbosity)
        self._tell(rollout.roll_out(workers=max(1, workers), past_ring=past_ring))

    def _tell(self, report: Report) -> None:
        for tenant in report.tenants:
            result = "failed" if tenant.maintenance_since else "ok"
            ring = "first ring" if tenant.first_ring else ""
            line = f"{tenant.schema_name:<40} {tenant.migration_seconds or 0:>7.1f} s  {result:<6}  {ring}"
            self.stdout.write(line.rstrip())
            if tenant.maintenance_reason:
                self.stdout.write(f"    {tenant.maintenance_reason}")
        if report.not_started:
            raise CommandError(
                f"The first ring failed: {report.not_started} companies not started. Do not start the new code.",
                returncode=STOPPED,
            )
        if report.failed:
            raise CommandError(
                f"{len(report.failed)} of {len(report.tenants)} companies failed and are in maintenance.",
                returncode=SOME_FAILED,
            )

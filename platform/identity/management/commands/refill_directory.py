from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from identity.domain.directory import refill
from tenants.context import speaking_for
from tenants.enums import OPEN
from tenants.models import Tenant


class Command(BaseCommand):
    help = (
        "Fills the directory for central sign-in again: of the companies named, or of all. Safe to stop and to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="slug")
        parser.add_argument("--after", default="", metavar="slug", help="go on behind this company")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Tenant.objects.filter(state__in=OPEN, slug__gt=options["after"]).order_by("slug")
        if options["slugs"]:
            chosen = chosen.filter(slug__in=options["slugs"])
        failed = [tenant.slug for tenant in chosen.iterator() if not self._refill(tenant)]
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}. The others are.")

    def _refill(self, tenant: Tenant) -> bool:
        try:
            with speaking_for(tenant):
                self.stdout.write(f"{tenant.slug}: {refill()}")
        except Exception as error:  # one company's trouble is not the others'
            self.stderr.write(f"{tenant.slug}: {type(error).__name__}: {error}")
            return False
        return True

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from billing.domain.invariants import check_all
from billing.domain.parking import check_and_park
from tenants.models import Tenant

_SHOWN = 20


class Command(BaseCommand):
    help = "Checks the books as every night: prints OK, or what is wrong and with whom, and stops the money of those."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-look", action="store_true", help="stop nobody's money")

    def handle(self, *args: Any, only_look: bool, **options: Any) -> None:
        found = check_all() if only_look else check_and_park()
        if not found:
            self.stdout.write("OK")
            return
        companies = {company for one in found for company in one.companies}
        names = dict(Tenant.objects.filter(pk__in=[one for one in companies if one]).values_list("pk", "short_name"))
        for one in found:
            shown = [names.get(company or 0, "Бурмистр") for company in one.companies[:_SHOWN]]
            more = f" и ещё {len(one.companies) - _SHOWN}" if len(one.companies) > _SHOWN else ""
            self.stdout.write(f"{one.words}: {', '.join(shown)}{more}")
        sys.exit(1)

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tenants.archive import departing
from tenants.management.one_company import OneCompany
from tenants.models import Tenant


class Command(OneCompany):
    help = "Closes a company that has moved to another installation. See infra/moving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("archive", type=Path, help="the archive from which it was restored there")
        parser.add_argument("--to", required=True, help="its address there: https://uyut.example.ru")

    def act(self, tenant: Tenant, **options: Any) -> None:
        departing.depart(tenant, options["archive"], to=options["to"])
        self.stdout.write(f"{tenant}: переехала на {options['to']}, здесь в архиве")

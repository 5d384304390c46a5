from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from tenants.archive import restoring
from tenants.management.one_company import OneCompany
from tenants.models import Tenant


class Command(OneCompany):
    help = "Compares a company with an archive, row by row, file by file, kopeck by kopeck. See infra/moving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("archive", type=Path)

    def act(self, tenant: Tenant, **options: Any) -> None:
        if found := restoring.differences(options["archive"], tenant):
            raise CommandError("Отличается:\n" + "\n".join(found))
        self.stdout.write("Всё как в архиве.")

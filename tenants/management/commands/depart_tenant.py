from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.archive import departing
from tenants.errors import DomainError
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Closes a company that has moved to another installation. See infra/moving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("archive", type=Path, help="the archive from which it was restored there")
        parser.add_argument("--to", required=True, help="its address there: https://uyut.example.ru")

    def handle(self, *args: Any, slug: str, archive: Path, to: str, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"Компании «{slug}» здесь нет.")
        try:
            departing.depart(tenant, archive, to=to)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{tenant}: переехала на {to}, здесь в архиве")

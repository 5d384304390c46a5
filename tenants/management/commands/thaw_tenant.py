from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.domain import freezing
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Lets a company be written again. See infra/moving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"Компании «{slug}» здесь нет.")
        freezing.thaw(tenant)
        self.stdout.write(f"{tenant}: открыта для записи")

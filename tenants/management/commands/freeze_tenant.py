from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.domain import freezing
from tenants.errors import DomainError
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Makes a company read-only: its pages are read on, nobody writes. See infra/moving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"Компании «{slug}» здесь нет.")
        try:
            freezing.freeze(tenant)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{tenant}: только для чтения. Снять: manage.py thaw_tenant {slug}")

"""What commands about one company share: its slug, and a rule's refusal as the command's."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.errors import DomainError
from tenants.models import Tenant


class OneCompany(BaseCommand):
    """A command whose first argument is a company's slug; `act` does the work."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"Компании «{slug}» здесь нет.")
        try:
            self.act(tenant, **options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def act(self, tenant: Tenant, **options: Any) -> None:
        """Do it and say so. A DomainError ends the command with its sentence."""
        raise NotImplementedError

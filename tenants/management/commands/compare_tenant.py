from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.archive import restoring
from tenants.errors import DomainError
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Compares a company with an archive, row by row, file by file, kopeck by kopeck. See infra/moving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, slug: str, archive: Path, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"Компании «{slug}» здесь нет.")
        try:
            found = restoring.differences(archive, tenant)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if found:
            raise CommandError("Отличается:\n" + "\n".join(found))
        self.stdout.write("Всё как в архиве.")

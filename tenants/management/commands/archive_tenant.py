from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.archive import writing
from tenants.domain import freezing
from tenants.errors import DomainError
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Writes one archive of a company: SQL, files, readable XLSX, its site as HTML. See infra/leaving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", type=Path, required=True, help="the file to write, readable by you alone")
        parser.add_argument("--freeze", action="store_true", help="make it read-only first: it is going to move")

    def handle(self, *args: Any, slug: str, to: Path, freeze: bool, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"Компании «{slug}» здесь нет.")
        try:
            if freeze:
                tenant = freezing.freeze(tenant)
            manifest = writing.write(tenant, to, say=self.stdout.write)
        except DomainError as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables)
        self.stdout.write(
            f"{to}: таблиц {len(manifest.tables)}, строк {rows}, файлов {manifest.files['number']}, "
            f"{to.stat().st_size / 1e6:.1f} МБ"
        )

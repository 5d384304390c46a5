from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tenants import events
from tenants.archive import writing
from tenants.domain import freezing
from tenants.management.one_company import OneCompany
from tenants.models import Tenant


class Command(OneCompany):
    help = "Writes one archive of a company: SQL, files, readable XLSX, its site as HTML. See infra/leaving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--to", type=Path, required=True, help="the file to write, readable by you alone")
        parser.add_argument("--freeze", action="store_true", help="make it read-only first: it is going to move")

    def act(self, tenant: Tenant, **options: Any) -> None:
        if options["freeze"]:
            tenant = freezing.freeze(tenant)
        if not tenant.read_only_since:  # nobody writes into a company that is read-only, and its move is known
            events.archive_asked.send(sender=Tenant, tenant=tenant)
        to: Path = options["to"]
        manifest = writing.write(tenant, to, say=self.stdout.write)
        rows = sum(table.rows for table in manifest.tables)
        self.stdout.write(
            f"{to}: таблиц {len(manifest.tables)}, строк {rows}, файлов {manifest.files['number']}, "
            f"{to.stat().st_size / 1e6:.1f} МБ"
        )

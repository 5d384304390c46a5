from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.archive import restoring
from tenants.archive.restoring import Wishes
from tenants.context import base_url
from tenants.errors import DomainError


class Command(BaseCommand):
    help = "Makes a company from its archive, or puts its data back. See infra/backup.md and infra/moving.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--as", dest="slug", default="", help="a copy under this address; needs --inn")
        parser.add_argument("--inn", default="", help="the ИНН of the copy: no two companies have the same")
        parser.add_argument("--replace", action="store_true", help="put the data of the company that is here back")
        parser.add_argument("--without", nargs="*", default=[], help="parts to leave out: books, application")

    def handle(self, *args: Any, archive: Path, **options: Any) -> None:
        wishes = Wishes(**{name: options[name] for name in ("slug", "inn", "replace", "without")})
        try:
            tenant = restoring.restore(archive, wishes, say=self.stdout.write)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{tenant}: {base_url(tenant)}, всё сверено с описью архива")

"""Everything between the databases and the first request, in one process."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from tenants.context import speaking_for
from tenants.enums import OPEN
from tenants.management.commands.migrate import SOME_FAILED
from tenants.models import SignInKey, Tenant


class Command(BaseCommand):
    help = "Migrates, loads the demo if asked, collects static files. What is done already costs nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="make the demo companies and logins")

    def handle(self, *args: Any, **options: Any) -> None:
        self._migrate()
        self._collect_static()
        self._sync_sites()
        if not SignInKey.objects.exists():  # the first start after the directory came: later it follows by itself
            call_command("refill_directory")
        if options["demo"]:
            call_command("load_demo")

    def _migrate(self) -> None:
        """A company that could not be migrated is in maintenance; the others must not wait for it."""
        try:
            call_command("migrate", verbosity=1)
        except CommandError as error:
            if error.returncode != SOME_FAILED:
                raise
            self.stderr.write(str(error))

    def _collect_static(self) -> None:
        mark = Path(settings.STATIC_ROOT) / ".fingerprint"
        fingerprint = _static_fingerprint()
        if not mark.exists() or mark.read_text() != fingerprint:
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            mark.write_text(fingerprint)

    def _sync_sites(self) -> None:
        """Wagtail's Site records carry the port; another `BASE_URL` than last time is written into all of them."""
        mark = Path(settings.HOME) / "site-port"
        if mark.exists() and mark.read_text() == str(settings.SITE_PORT):
            return
        Site.objects.update(port=settings.SITE_PORT)
        for tenant in Tenant.objects.filter(state__in=OPEN).iterator():
            with speaking_for(tenant):
                Site.objects.update(port=settings.SITE_PORT)
        mark.write_text(str(settings.SITE_PORT))


def _static_fingerprint() -> str:
    """Over our own files and the pinned libraries' list: collecting and compressing takes seconds."""
    digest = hashlib.sha256((settings.ROOT / "infra/requirements/run.txt").read_bytes())
    for path in sorted((settings.ROOT / "themes").glob("*/static/**/*")):
        if path.is_file():
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()

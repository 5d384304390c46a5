from typing import Any

from django.core.management.base import BaseCommand

from tenants.domain.rotation import renew_all


class Command(BaseCommand):
    help = "Puts every secret of every company under the first key of SECRETS_KEYS; then the old keys may go."

    def handle(self, *args: Any, **options: Any) -> None:
        for schema, renewed in renew_all().items():
            self.stdout.write(f"{schema}: {renewed}")

from typing import Any

from tenants.domain import freezing
from tenants.management.one_company import OneCompany
from tenants.models import Tenant


class Command(OneCompany):
    help = "Makes a company read-only: its pages are read on, nobody writes. See infra/moving.md."

    def act(self, tenant: Tenant, **options: Any) -> None:
        freezing.freeze(tenant)
        self.stdout.write(f"{tenant}: только для чтения. Снять: manage.py thaw_tenant {tenant.slug}")

from typing import Any

from tenants.domain import freezing
from tenants.management.one_company import OneCompany
from tenants.models import Tenant


class Command(OneCompany):
    help = "Lets a company be written again. See infra/moving.md."

    def act(self, tenant: Tenant, **options: Any) -> None:
        freezing.thaw(tenant)
        self.stdout.write(f"{tenant}: открыта для записи")

"""How many personal accounts a tenant has: counted by the upper package, kept day by day."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from billing.models import Snapshot
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant

_counters: list[Callable[[], int]] = []


def register_counter(counter: Callable[[], int]) -> None:
    """The function that counts active accounts in the current schema; `crm.accounting` gives it when ready."""
    _counters[:] = [counter]


def count_accounts(tenant: Tenant) -> int:
    """Active personal accounts of the company at this moment."""
    with speaking_for(tenant):
        return sum(counter() for counter in _counters)


def today_of(tenant: Tenant) -> date:
    """The company's own calendar day."""
    return timezone.now().astimezone(ZoneInfo(tenant.time_zone)).date()


def take_snapshot(tenant: Tenant, *, day: date | None = None) -> Snapshot:
    """Keep the number of accounts for a day (by default the company's today).

    Days that were missed since the last snapshot get its number, marked as carried: nothing is charged less because
    a worker stood still. A day that has its number keeps it.
    """
    day = day or today_of(tenant)
    accounts = count_accounts(tenant)
    with in_schema("public"):
        last = Snapshot.objects.filter(tenant=tenant, day__lt=day).order_by("-day").first()
        missed = (day - last.day).days - 1 if last else 0
        rows = [
            Snapshot(tenant=tenant, day=day - timedelta(days=back), accounts=last.accounts, carried=True)
            for back in range(1, missed + 1)
            if last
        ]
        Snapshot.objects.bulk_create(
            [*rows, Snapshot(tenant=tenant, day=day, accounts=accounts)], ignore_conflicts=True
        )
        return Snapshot.objects.get(tenant=tenant, day=day)

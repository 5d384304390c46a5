"""How many personal accounts a tenant has: counted by the upper package, kept day by day."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from billing.models import Snapshot
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant

_FILL = """
INSERT INTO billing_snapshot (tenant_id, day, accounts, carried)
SELECT t.id, known.day + missed, known.accounts, true
FROM tenants_tenant t
CROSS JOIN LATERAL (
    SELECT s.day, s.accounts FROM billing_snapshot s
    WHERE s.tenant_id = t.id AND s.day <= %(until)s ORDER BY s.day DESC LIMIT 1
) known
CROSS JOIN LATERAL generate_series(1, %(until)s::date - known.day) missed
WHERE t.state IN ('active', 'suspended') AND (%(tenant)s::bigint IS NULL OR t.id = %(tenant)s)
ORDER BY t.id, missed
ON CONFLICT DO NOTHING
"""

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
    """Keep the number of accounts for a day (by default the company's today), after filling the days missed before.

    A day that has its number keeps it.
    """
    day = day or today_of(tenant)
    accounts = count_accounts(tenant)
    with in_schema("public"):
        fill_missed_days(until=day - timedelta(days=1), tenant=tenant)
        return Snapshot.objects.get_or_create(tenant=tenant, day=day, defaults={"accounts": accounts})[0]


def fill_missed_days(*, until: date, tenant: Tenant | None = None) -> None:
    """Give days without a number the last one known, marked as carried, up to a day; of one company or of all.

    Nothing is charged less because a worker stood still. Companies in the archive are left as they were.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"until": until, "tenant": tenant.pk if tenant else None})

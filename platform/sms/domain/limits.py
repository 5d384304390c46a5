"""The limit that a company sets itself for a month."""

from decimal import Decimal

from django.db import transaction

from billing.domain.metering import today_of
from sms.models import Reserve
from tenants.errors import DomainError
from tenants.models import Tenant


@transaction.atomic
def set_monthly_limit(tenant: Tenant, limit: Decimal | None) -> Decimal | None:
    """Let SMS of a month cost up to `limit` roubles (None: as much as there is); returns the limit before.

    What is reserved already goes out. Raises DomainError for a limit below zero.
    """
    if limit is not None and limit < 0:
        raise DomainError("Лимит не бывает меньше нуля.", field="limit")
    month = today_of(tenant).replace(day=1)
    Reserve.objects.get_or_create(tenant=tenant, defaults={"month": month})
    reserve = Reserve.objects.select_for_update().get(tenant=tenant)
    before = reserve.monthly_limit
    reserve.monthly_limit = limit
    reserve.save(update_fields=["monthly_limit"])
    return before


def share_of_limit(tenant: Tenant) -> int | None:
    """How many per cent of the month's limit are charged or reserved; None without a limit. One query."""
    reserve = Reserve.objects.filter(tenant=tenant, monthly_limit__isnull=False).first()
    if reserve is None or reserve.monthly_limit is None:
        return None
    spent = reserve.month_total if reserve.month == today_of(tenant).replace(day=1) else Decimal(0)
    return int(spent * 100 / reserve.monthly_limit) if reserve.monthly_limit else 100

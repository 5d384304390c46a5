"""What a company sees above its transactions: balance, accounts, price, monthly fee, and for how long it lasts."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from billing.domain import ledger, metering, tariffs
from billing.models import FreePeriod, Snapshot
from tenants.context import in_schema
from tenants.models import Tenant


@dataclass(frozen=True)
class Forecast:
    """Money is in roubles. `lasts_until` is None while nothing is spent, and today when nothing is left.

    What was used since the last charge is not on the balance yet, but is reckoned with in `lasts_until`.
    """

    balance: Decimal
    accounts: int
    unit_price: Decimal
    monthly_fee: Decimal
    free_until: date | None
    lasts_until: date | None
    is_over: bool


def forecast(tenant: Tenant) -> Forecast:
    """The present state and what follows from it. The number of accounts is counted now, not last night."""
    accounts = metering.count_accounts(tenant)
    today = metering.today_of(tenant)
    with in_schema("public"):
        steps = tariffs.steps(on=today, tenant=tenant)
        balance = ledger.balance_of(tenant)
        free = FreePeriod.objects.filter(tenant=tenant, first_day__lte=today, last_day__gte=today)
        free_until = free.order_by("-last_day").values_list("last_day", flat=True).first()
        counted = Snapshot.objects.filter(tenant=tenant, day__gte=today.replace(day=1))
        not_charged_from = counted.order_by("day").values_list("day", flat=True).first() or today
    fee = tariffs.monthly_fee(accounts, steps)
    ends = lasts_until(balance, fee, free_until or not_charged_from)
    return Forecast(
        balance=balance,
        accounts=accounts,
        unit_price=tariffs.unit_price(accounts, steps),
        monthly_fee=fee,
        free_until=free_until,
        lasts_until=max(ends, today) if ends else None,
        is_over=bool(ends and ends <= today),
    )


def lasts_until(balance: Decimal, fee: Decimal, counted_from: date) -> date | None:
    """The day when a balance is spent by a monthly fee that is not charged yet from a day on; None if it never is."""
    if not fee:
        return None
    days = min(int(max(balance, Decimal(0)) * 30 // fee), 36_500)  # divided last: a third of a month is ten days
    return counted_from + timedelta(days=days)

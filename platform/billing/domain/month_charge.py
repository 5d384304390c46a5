"""A month's fee opened to its days: every rouble of it belongs to the accounts that were counted on a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.domain import metering, tariffs
from billing.enums import TransactionKind
from billing.models import FreePeriod, Snapshot, Transaction
from tenants.models import Tenant

_KOPECK = Decimal("0.01")


@dataclass(frozen=True)
class FeeSoFar:
    """What the days of the present month that are counted already come to (roubles); it is charged when it ends."""

    days: int
    of_days: int
    amount: Decimal


@dataclass(frozen=True)
class ChargedDay:
    """A day of the month; `amount` in roubles. `carried`: the number is the last one known of a day before."""

    day: date
    accounts: int
    carried: bool
    is_free: bool
    amount: Decimal


@dataclass(frozen=True)
class MonthCharge:
    """What was charged for a month (roubles) and the days that it is made of; they sum to it to the kopeck."""

    charge: Transaction
    amount: Decimal
    days: list[ChargedDay]


def month_charge(tenant: Tenant, month: date) -> MonthCharge | None:
    """The company's charge for a month (any day of it), day by day; None if nothing was charged. Three queries."""
    first = month.replace(day=1)
    charge = Transaction.objects.filter(tenant=tenant, kind=TransactionKind.SUBSCRIPTION, period=first).first()
    if charge is None:
        return None
    counted = list(Snapshot.objects.filter(tenant=tenant, day__year=first.year, day__month=first.month).order_by("day"))
    free = list(FreePeriod.objects.filter(tenant=tenant).values_list("first_day", "last_day"))
    is_free = {one.day: any(start <= one.day <= end for start, end in free) for one in counted}
    paid = sum(one.accounts for one in counted if not is_free[one.day])
    days, so_far, told = [], 0, Decimal(0)
    for one in counted:
        so_far += 0 if is_free[one.day] else one.accounts
        upto = (-charge.amount * so_far / paid).quantize(_KOPECK, ROUND_HALF_UP) if paid else Decimal(0)
        days.append(ChargedDay(one.day, one.accounts, one.carried, is_free[one.day], upto - told))
        told = upto
    return MonthCharge(charge, -charge.amount, days)


def fee_so_far(tenant: Tenant) -> FeeSoFar | None:
    """The present month's fee up to the last counted day, by the rule of `charging`; None while nothing is counted.

    Four queries.
    """
    today = metering.today_of(tenant)
    first, of_days = today.replace(day=1), monthrange(today.year, today.month)[1]
    counted = list(
        Snapshot.objects.filter(tenant=tenant, day__gte=first, day__lte=today).values_list("day", "accounts")
    )
    if not counted:
        return None
    steps = tariffs.steps(on=first, tenant=tenant)
    free = list(FreePeriod.objects.filter(tenant=tenant).values_list("first_day", "last_day"))
    account_days = sum(accounts for _, accounts in counted)
    paid = sum(accounts for day, accounts in counted if not any(start <= day <= end for start, end in free))
    average = Decimal(account_days) / len(counted)
    fee = tariffs.monthly_fee(average, steps)
    amount = (fee * len(counted) * paid / (account_days * of_days)) if account_days else Decimal(0)
    return FeeSoFar(len(counted), of_days, amount.quantize(_KOPECK, ROUND_HALF_UP))

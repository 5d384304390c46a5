"""What one account costs, and what a month costs.

The price of the step into which the number of accounts falls holds for all of them. A step may be cheaper as a whole
than the last number of the step before it (1 001 × 1,90 < 1 000 × 2,00), so a fee is never less than at the end of a
lower step: one account more never makes the month cheaper.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from billing.models import Tariff
from tenants.errors import DomainError
from tenants.models import Tenant


@dataclass(frozen=True)
class Step:
    """From `from_accounts` on one account costs `price` roubles a month; `upto` is the last of the step, or None."""

    from_accounts: int
    upto: int | None
    price: Decimal


def steps(*, on: date, tenant: Tenant | None = None) -> list[Step]:
    """The steps of the tariff in force on a day: the company's own if it has one, else the common one.

    The lowest step holds from the first account on, whatever number stands in it.
    Raises DomainError if there is no tariff for that day.
    """
    own_or_common = Q(tenant=None) | Q(tenant=tenant) if tenant else Q(tenant=None)
    tariff = (
        Tariff.objects.filter(own_or_common, valid_from__lte=on)
        .order_by("tenant_id", "-valid_from")  # PostgreSQL sorts NULL last: a company's own tariff comes first
        .prefetch_related("steps")
        .first()
    )
    found = _steps_of(tariff) if tariff else []
    if not found:
        raise DomainError("На эту дату нет тарифа.")
    return found


def steps_of_many(*, on: date, tenants: Collection[int]) -> dict[int | None, list[Step]]:
    """The steps in force on a day: the common ones under None, a company's own under its number. Two queries."""
    newest = (
        Tariff.objects.filter(Q(tenant=None) | Q(tenant__in=tenants), valid_from__lte=on)
        .order_by("tenant_id", "-valid_from")
        .distinct("tenant_id")
        .prefetch_related("steps")
    )
    return {tariff.tenant_id: found for tariff in newest if (found := _steps_of(tariff))}


def _steps_of(tariff: Tariff) -> list[Step]:
    rows = list(tariff.steps.all())
    if not rows:
        return []
    starts = [1, *(row.from_accounts for row in rows[1:])]
    ends = [start - 1 for start in starts[1:]] + [None]
    return [Step(start, upto, row.price) for row, start, upto in zip(rows, starts, ends, strict=True)]


def monthly_fee(accounts: int | Decimal, among: Sequence[Step]) -> Decimal:
    """Roubles for a whole month with so many accounts (or so many on an average); never less for one account more."""
    return max(
        (
            step.price * (accounts if step.upto is None else min(accounts, step.upto))
            for step in among
            if step.from_accounts <= max(accounts, 1)
        ),
        default=Decimal(0),
    )


def unit_price(accounts: int, among: Sequence[Step]) -> Decimal:
    """The price of one account (roubles a month) in the step of this number; of the first step if there is none."""
    return next((step.price for step in reversed(among) if step.from_accounts <= max(accounts, 1)), among[0].price)

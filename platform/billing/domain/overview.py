"""Companies side by side for operators: what each has, pays and for how long it lasts; no company's schema is asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db.models import DecimalField, Exists, IntegerField, Max, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from billing.domain import metering, tariffs
from billing.domain.forecast import lasts_until
from billing.enums import AccountKind
from billing.models import FreePeriod, LedgerAccount, Parking, Snapshot
from tenants.models import Tenant

_BATCH = 500


@dataclass(frozen=True)
class Outline:
    """A company in one line. Money is in roubles; `accounts` are of the last night's count, None if there is none.

    `lasts_until` is None while nothing is spent.
    """

    tenant: Tenant
    balance: Decimal
    accounts: int | None
    unit_price: Decimal
    monthly_fee: Decimal
    free_until: date | None
    lasts_until: date | None


def with_books(tenants: QuerySet[Tenant]) -> QuerySet[Tenant]:
    """The companies, each with `balance`, `accounts` and `is_parked`: one look into an index for each."""
    balance = LedgerAccount.objects.filter(kind=AccountKind.FUNDS, tenant=OuterRef("pk")).values("balance")
    accounts = Snapshot.objects.filter(tenant=OuterRef("pk")).order_by("-day").values("accounts")[:1]
    roubles = DecimalField(max_digits=14, decimal_places=2)
    return tenants.annotate(
        balance=Coalesce(Subquery(balance), Value(Decimal(0)), output_field=roubles),
        accounts=Subquery(accounts, output_field=IntegerField()),
        is_parked=Exists(Parking.objects.filter(tenant=OuterRef("pk"), freed_at=None)),
    )


def outlines(tenants: Iterable[Tenant]) -> Iterator[Outline]:
    """Companies that came `with_books`, in lines; four queries for each five hundred of them."""
    rows = iter(tenants)
    while some := list(islice(rows, _BATCH)):
        yield from _outlines(some)


def outline(tenant: Tenant) -> Outline:
    """One company in a line."""
    return next(outlines(with_books(Tenant.objects.filter(pk=tenant.pk))))


def _outlines(tenants: list[Tenant]) -> Iterator[Outline]:
    numbers, today = [one.pk for one in tenants], timezone.localdate()
    by_tenant = tariffs.steps_of_many(on=today, tenants=numbers)
    free = dict(
        FreePeriod.objects.filter(tenant__in=numbers, first_day__lte=today, last_day__gte=today)
        .order_by()
        .values_list("tenant")
        .annotate(Max("last_day"))
    )
    not_charged = dict(
        Snapshot.objects.filter(tenant__in=numbers, day__gte=today.replace(day=1))
        .order_by()
        .values_list("tenant")
        .annotate(Min("day"))
    )
    for one in tenants:
        steps = by_tenant.get(one.pk) or by_tenant.get(None) or []
        balance, accounts = one.balance, one.accounts
        fee = tariffs.monthly_fee(accounts or 0, steps)
        own_today = metering.today_of(one)
        ends = lasts_until(balance, fee, free.get(one.pk) or not_charged.get(one.pk) or own_today)
        yield Outline(
            tenant=one,
            balance=balance,
            accounts=accounts,
            unit_price=tariffs.unit_price(accounts or 0, steps) if steps else Decimal(0),
            monthly_fee=fee,
            free_until=free.get(one.pk),
            lasts_until=max(ends, own_today) if ends else None,
        )

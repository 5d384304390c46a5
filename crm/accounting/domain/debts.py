"""Debtors: who owes, for how long, and what it comes to by house and by age of the debt.

Since when an account owes is kept by the database beside its balance (`debt_since`), so a list of a hundred thousand
accounts is cut and sorted by it without reading their histories.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from crm.accounting.models import Account, House

_ZERO = Decimal(0)
Condition = Callable[[], Q]
_has_phone: list[Condition] = []


@dataclass(frozen=True)
class Age:
    """A band of ages of a debt, in months: from `over` (not including that very day) up to `upto`."""

    code: str
    label: str
    over: int | None
    upto: int | None

    def condition(self, today: date) -> Q:
        """Accounts whose debt is of this age on that day."""
        since = Q()
        if self.over is not None:
            since &= Q(debt_since__lte=months_before(today, self.over))
        if self.upto is not None:
            since &= Q(debt_since__gt=months_before(today, self.upto))
        return since


AGES = (
    Age("1", "До месяца", None, 1),
    Age("3", "1–3 месяца", 1, 3),
    Age("6", "3–6 месяцев", 3, 6),
    Age("12", "6–12 месяцев", 6, 12),
    Age("more", "Больше года", 12, None),
)


@dataclass(frozen=True)
class AgeTotal:
    """What is owed of one age: how many accounts, roubles, its share of the largest band (0–100)."""

    age: Age
    accounts: int
    debt: Decimal
    share: int


@dataclass(frozen=True)
class HouseTotal:
    """What the accounts of one house owe: roubles, of them for more than half a year; shares of the largest debt."""

    house: House
    accounts: int
    debt: Decimal
    old: Decimal
    share: int
    old_share: int


def declare_phone(condition: Condition) -> None:
    """Tell what "somebody of this account has a phone" is as a condition upon accounts.

    Phones are of a package that stands above this one; it calls this when its app is ready.
    """
    _has_phone[:] = [condition]


def has_phone() -> Q | None:
    """Accounts with a phone; None while no module keeps phones."""
    return _has_phone[0]() if _has_phone else None


def debtors() -> QuerySet[Account]:
    """Accounts that owe, with their houses; the closed ones too, for they may be sued for three years."""
    return Account.objects.filter(balance__gt=0).select_related("house")


def age_of(code: str) -> Age:
    """The band of a code. Raises LookupError."""
    return next(age for age in AGES if age.code == code)


def totals_by_age(rows: QuerySet[Account]) -> list[AgeTotal]:
    """All bands of these debtors, in one query."""
    today = timezone.localdate()
    asked: dict[str, Any] = {}
    for age in AGES:
        asked[f"n_{age.code}"] = Count("pk", filter=age.condition(today))
        asked[f"s_{age.code}"] = Sum("balance", filter=age.condition(today))
    got = rows.order_by().aggregate(**asked)
    most = max((got[f"s_{age.code}"] or _ZERO for age in AGES), default=_ZERO)
    return [
        AgeTotal(age, got[f"n_{age.code}"], debt := got[f"s_{age.code}"] or _ZERO, _share(debt, most)) for age in AGES
    ]


def totals_by_house(rows: QuerySet[Account]) -> QuerySet[Account, Any]:
    """For each house of these debtors `accounts`, `debt` and `old` (for more than half a year), largest debt first."""
    old = Q(debt_since__lte=months_before(timezone.localdate(), 6))
    grouped = rows.order_by().values("house_id")
    return grouped.annotate(accounts=Count("pk"), debt=Sum("balance"), old=Sum("balance", filter=old)).order_by(
        "-debt", "house_id"
    )


def with_houses(totals: list[dict[str, Any]], *, most: Decimal) -> list[HouseTotal]:
    """A page of `totals_by_house` with its houses, in one query; `most` is the largest debt of all pages."""
    houses = House.objects.in_bulk([total["house_id"] for total in totals])
    return [
        HouseTotal(
            houses[total["house_id"]], total["accounts"], total["debt"], old := total["old"] or _ZERO,
            _share(total["debt"], most), _share(old, most),
        )
        for total in totals
    ]  # fmt: skip


def age_in_words(account: Account, today: date) -> str:
    """«8 мес.», «7 дн.»; «не меньше 8 мес.» where the debt is older than what we were told. Empty without one."""
    since = account.debt_since
    if since is None:
        return ""
    months = whole_months(since, today)
    long = f"{months} мес." if months else f"{(today - since).days} дн."
    return f"не меньше {long}" if account.debt_is_older else long


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def whole_months(since: date, today: date) -> int:
    """Whole months from one day to another."""
    return max((today.year - since.year) * 12 + today.month - since.month - (today.day < since.day), 0)


def _share(part: Decimal, whole: Decimal) -> int:
    return round(part / whole * 100) if whole else 0

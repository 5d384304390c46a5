"""«Сводка»: a year of money, SMS and companies, each figure of it with the address of the rows behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from billing.domain import by_month
from billing.enums import TransactionKind
from operators.pictures import Picture, Series, picture
from sms.domain.margins import Margin, margins
from tenants.enums import State
from tenants.models import Tenant

MONTHS = 12
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Cell:
    """A figure and the rows behind it."""

    value: Decimal | int
    url: str


@dataclass(frozen=True)
class MoneyMonth:
    """What moved in a month; `cells` stand in the order of `Summary.kinds`, roubles from the companies' side."""

    month: date
    cells: list[Cell]


@dataclass(frozen=True)
class SmsLine:
    """A month of one service."""

    margin: Margin
    url: str


@dataclass(frozen=True)
class GrowthMonth:
    """Who came, who left; companies and accounts as they were counted last in the month (None: nobody counted)."""

    month: date
    came: Cell
    left: Cell
    companies: int | None
    accounts: int | None


@dataclass(frozen=True)
class Summary:
    """A year up to the present month, the oldest month first."""

    months: list[date]
    kinds: list[TransactionKind]
    money: list[MoneyMonth]
    money_total: list[Decimal]
    sms: list[SmsLine]
    growth: list[GrowthMonth]

    @property
    def sms_total(self) -> tuple[int, Decimal, Decimal, Decimal]:
        """Messages, charged, cost, margin of the year."""
        lines = [line.margin for line in self.sms]
        charged, cost = (sum((getattr(one, name) for one in lines), _ZERO) for name in ("charged", "cost"))
        return sum(one.messages for one in lines), charged, cost, charged - cost


def summary(today: date | None = None) -> Summary:
    """Six queries, however many companies there are: each over the rows of a year, by an index."""
    months = _months(today or timezone.localdate())
    since, until = months[0], _after(months[-1])
    start, end = _midnight(since), _midnight(until)
    moved = by_month.moved(start, end)
    kinds = [kind for kind in TransactionKind if any(key[1] == kind for key in moved)]
    return Summary(
        months=months,
        kinds=kinds,
        money=[MoneyMonth(month, [_money(moved, month, kind) for kind in kinds]) for month in months],
        money_total=[sum((moved.get((month, kind), _ZERO) for month in months), _ZERO) for kind in kinds],
        sms=[SmsLine(one, _sms_url(one)) for one in margins(start, end)],
        growth=_growth(months, since, until),
    )


def pictures(shown: Summary) -> dict[str, Picture]:
    """The pictures of a summary."""
    by_kind = dict(
        zip(shown.kinds, zip(*([c.value for c in row.cells] for row in shown.money), strict=True), strict=True)
    )
    nothing = [_ZERO] * len(shown.months)
    paid = by_kind.get(TransactionKind.PAYMENT, nothing)
    spent = [
        -sum(by_kind.get(kind, nothing)[place] for kind in (TransactionKind.SUBSCRIPTION, TransactionKind.SMS))
        for place in range(len(shown.months))
    ]
    margin = [
        sum((line.margin.margin for line in shown.sms if line.margin.month == month), _ZERO) for month in shown.months
    ]
    growth = shown.growth
    return {
        "money": picture(
            "Пополнения и списания по месяцам", "Первый столбик месяца — пополнения, второй — абонентская плата и СМС.",
            shown.months,
            [Series("is-first", "пополнения", paid, " ₽"), Series("is-second", "плата и СМС", spent, " ₽")],
        ),
        "sms": picture(
            "Маржа СМС по месяцам", "Столбик — что осталось после расчёта с сервисами, ₽; вниз — убыток.", shown.months,
            [Series("is-first", "маржа", margin, " ₽")],
        ),
        "growth": picture(
            "Пришли и ушли компании по месяцам", "Вверх — пришли, вниз — ушли.", shown.months,
            [
                Series("is-first", "пришли", [row.came.value for row in growth]),
                Series("is-second", "ушли", [-row.left.value for row in growth]),
            ],
        ),
        "accounts": picture(
            "Лицевых счетов на конец месяца", "Столбик — сколько счетов у всех компаний вместе.", shown.months,
            [Series("is-first", "счетов", [row.accounts or 0 for row in growth])],
        ),
    }  # fmt: skip


TABLES = ("money", "sms", "growth")


def table(shown: Summary, name: str) -> tuple[list[str], Iterator[list[Any]]]:
    """Headings and rows of one of `TABLES`, for a file."""
    if name == "money":
        headings = ["Месяц", *(f"{kind.label}, ₽" for kind in shown.kinds)]
        return headings, ([_month(row.month), *(cell.value for cell in row.cells)] for row in shown.money)
    if name == "sms":
        headings = ["Месяц", "Сервис", "СМС", "Списано, ₽", "Сервису, ₽", "Маржа, ₽", "Без цены сервиса"]
        lines = (line.margin for line in shown.sms)
        rows = ([_month(m.month), m.name, m.messages, m.charged, m.cost, m.margin, m.unsaid] for m in lines)
        return headings, rows
    headings = ["Месяц", "Пришло", "Ушло", "Компаний на конец", "Счетов на конец"]
    return headings, (
        [_month(row.month), row.came.value, row.left.value, row.companies, row.accounts] for row in shown.growth
    )


def _growth(months: list[date], since: date, until: date) -> list[GrowthMonth]:
    start, end = _midnight(since), _midnight(until)
    came = _by_month(Tenant.objects.exclude(state=State.PROVISIONING), "created_at", start, end)
    left = _by_month(Tenant.objects.filter(state=State.ARCHIVED), "state_changed_at", start, end)
    counted = by_month.accounts_at_ends(since, until)
    companies = _address("tenants:index")
    return [
        GrowthMonth(
            month=month,
            came=Cell(came.get(month, 0), f"{companies}?came={month:%Y-%m}"),
            left=Cell(left.get(month, 0), f"{companies}?left={month:%Y-%m}"),
            companies=counted[month][0] if month in counted else None,
            accounts=counted[month][1] if month in counted else None,
        )
        for month in months
    ]


def _by_month(tenants: Any, field: str, start: datetime, end: datetime) -> dict[date, int]:
    rows = (
        tenants.filter(**{f"{field}__gte": start, f"{field}__lt": end})
        .annotate(of_month=TruncMonth(field))
        .order_by()
        .values_list("of_month")
        .annotate(Count("pk"))
    )
    return {timezone.localtime(month).date(): number for month, number in rows}


def _money(moved: dict[tuple[date, str], Decimal], month: date, kind: TransactionKind) -> Cell:
    asked = {"kind": kind.value, **_days(month)}
    return Cell(moved.get((month, kind), _ZERO), f"{_address('transactions:index')}?{urlencode(asked)}")


def _sms_url(one: Margin) -> str:
    return f"{_address('sms_ledger:index')}?{urlencode({'provider': one.provider, **_days(one.month)})}"


def _address(name: str) -> str:
    """Of the operators' side, from wherever it is asked."""
    return reverse(name, urlconf=settings.PUBLIC_SCHEMA_URLCONF)


def _days(month: date) -> dict[str, str]:
    return {"created_at_from": f"{month}", "created_at_to": f"{_after(month) - timedelta(days=1)}"}


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _month(month: date) -> str:
    return f"{month:%m.%Y}"

"""«Акт сверки» for a period: what the company had, what came, what was charged, what is left; PDF by Typst.

From Бурмистр's side: debit is what we have charged, credit is what came. The company's balance is our debt to it.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format

from billing.domain.invoices import Buyer, seller
from billing.domain.paper import in_figures, in_words
from billing.domain.queries import transactions_of
from billing.enums import TransactionKind
from billing.models import Transaction
from tenants.errors import DomainError
from tenants.models import Tenant

LONGEST = 366  # days
MOST = 20_000  # operations
_TEMPLATE = Path(settings.ROOT) / "themes" / "print" / "reconciliation.typ"


@dataclass(frozen=True)
class Line:
    """A row of the paper; roubles, one of the two is zero."""

    day: date
    words: str
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True)
class Reconciliation:
    """Roubles. `opening` and `closing` are the company's balance; negative when it owes."""

    since: date
    until: date
    opening: Decimal
    lines: list[Line]
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        """The balance at the end of the last day, roubles."""
        return self.opening + self.credit - self.debit


def reconcile(tenant: Tenant, *, since: date, until: date) -> Reconciliation:
    """The company's account from one day to another, both included, by the current time zone; SMS are one line a day.

    Raises DomainError for a period that is the wrong way round, too long, or has too many operations.
    """
    if until < since:
        raise DomainError("Последний день раньше первого.", field="until")
    if (until - since).days > LONGEST:
        raise DomainError("Акт сверки — не больше чем за год. Возьмите период короче.", field="until")
    before = transactions_of(tenant, until=since - timedelta(days=1)).aggregate(sum=Sum("amount"))["sum"]
    told = list(transactions_of(tenant, since=since, until=until).order_by("created_at", "id")[: MOST + 1])
    if len(told) > MOST:
        raise DomainError("За этот период слишком много операций. Возьмите период короче.", field="until")
    lines = list(_lines(told))
    return Reconciliation(
        since=since, until=until, opening=before or Decimal(0), lines=lines,
        debit=sum((line.debit for line in lines), Decimal(0)), credit=sum((line.credit for line in lines), Decimal(0)),
    )  # fmt: skip


def as_pdf(found: Reconciliation, *, buyer: Buyer) -> bytes:
    """The paper, with a column for the company's own figures."""
    data: dict[str, Any] = {
        "since": f"{found.since:%d.%m.%Y}",
        "until": f"{found.until:%d.%m.%Y}",
        "seller": seller(),
        "buyer": asdict(buyer),
        "opening": _sides(found.opening),
        "closing": _sides(found.closing),
        "debit": _roubles(found.debit),
        "credit": _roubles(found.credit),
        "lines": [
            [f"{line.day:%d.%m.%Y}", line.words, _roubles(line.debit), _roubles(line.credit)] for line in found.lines
        ],
        "result": _result(found, buyer),
        "made": date_format(timezone.localdate(), "j E Y г."),
    }
    return bytes(typst.compile(str(_TEMPLATE), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}))


def _lines(told: Iterable[Transaction]) -> Iterable[Line]:
    def of_day(row: Transaction) -> tuple[date, bool]:
        """SMS of a day are one line, other operations a line each."""
        return timezone.localdate(row.created_at), row.kind == TransactionKind.SMS

    for (day, is_sms), rows in groupby(sorted(told, key=of_day), key=of_day):
        if not is_sms:
            yield from (_line(day, row.description, row.amount) for row in rows)
        elif amount := sum((row.amount for row in rows), Decimal(0)):
            yield _line(day, "СМС за день", amount)


def _line(day: date, words: str, amount: Decimal) -> Line:
    return Line(day, words, debit=max(-amount, Decimal(0)), credit=max(amount, Decimal(0)))


def _sides(balance: Decimal) -> list[str]:
    """Debit: the company owes; credit: it has."""
    return [_roubles(max(-balance, Decimal(0))), _roubles(max(balance, Decimal(0)))]


def _result(found: Reconciliation, buyer: Buyer) -> str:
    day = f"На {found.until:%d.%m.%Y}"
    if not found.closing:
        return f"{day} задолженности нет."
    whose = f"в пользу {buyer.name}" if found.closing > 0 else f"в пользу {seller()['name']}"
    return f"{day} задолженность {whose}: {_roubles(abs(found.closing))} ₽ ({in_words(abs(found.closing)).lower()})."


def _roubles(amount: Decimal) -> str:
    return in_figures(amount) if amount else "—"

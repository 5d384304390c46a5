"""What of a company's work bonuses are given for: counted by the packages that have it, and shown row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.timezone import localtime

from billing.domain import bonuses
from billing.enums import BonusKind
from billing.models import Transaction
from crm.dispatch.domain.in_time import count_in_time_with_photo, in_time_with_photo
from crm.dispatch.models import Request
from crm.journal.domain.showing import urls_of
from crm.meters.domain.by_residents import by_residents, count_by_residents
from crm.meters.models import Reading
from identity.models import User


class Row(NamedTuple):
    """One thing for which a bonus was given; `url` is empty for who may not open it."""

    words: str
    day: date
    url: str


@dataclass(frozen=True)
class Earning:
    """What a kind is given for, from one day up to another (not included), and how one of it is told."""

    count: bonuses.Counter
    found: Callable[[date, date], QuerySet[Any]]
    words: Callable[[Any], tuple[str, date]]


def _reading(row: Reading) -> tuple[str, date]:
    return f"Показание прибора № {row.meter.number}", row.taken_on


def _request(row: Request) -> tuple[str, date]:
    assert row.finished_at  # noqa: S101  only finished ones are found
    return f"Заявка № {row.number} выполнена в срок, с фото", localtime(row.finished_at).date()


# The residents' cabinet and the payments through the service will add `REGISTERED` and `PAYMENTS`.
_EARNINGS = {
    BonusKind.READINGS: Earning(
        count_by_residents, lambda *of: by_residents(*of).select_related("meter").order_by("taken_on", "pk"), _reading
    ),
    BonusKind.REQUESTS: Earning(
        count_in_time_with_photo, lambda *of: in_time_with_photo(*of).order_by("finished_at", "pk"), _request
    ),
}


def register() -> None:
    """All that is counted of a company's work in the CRM."""
    for kind, earning in _EARNINGS.items():
        bonuses.register(kind, earning.count)


def found_of(given: Transaction) -> QuerySet[Any] | None:
    """What there is today of what a bonus was given for; None for a kind that is not counted here."""
    earning = _EARNINGS.get(given.details.get("bonus"))
    if earning is None or given.period is None:
        return None
    return earning.found(given.period, (given.period + timedelta(days=31)).replace(day=1))


def rows_of(given: Transaction, found: Sequence[Any], *, user: User) -> list[Row]:
    """Some of them as they are shown."""
    if not found:
        return []
    words = _EARNINGS[given.details["bonus"]].words
    urls = urls_of(found[0]._meta.label_lower, [one.pk for one in found], user=user)
    return [Row(*words(one), urls.get(one.pk, "")) for one in found]

"""A contract's dates in words: «договор кончается через 12 дней»."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from crm.company.models import Contractor
from tenants.context import current_tenant
from tenants.russian import decline

SOON = 30  # days before its end from which a contract asks for attention


@dataclass(frozen=True)
class Term:
    """What to say of a contract on some day; `is_urgent`: it ends soon, has ended or has not begun."""

    words: str
    is_urgent: bool = False


def company_today() -> date:
    """What the calendar shows where the company is, whoever asks and from where."""
    return timezone.localdate(timezone=ZoneInfo(current_tenant().time_zone))


def term_of(contractor: Contractor, *, on: date) -> Term:
    """The state of the contractor's contract on a day."""
    starts, ends = contractor.valid_from, contractor.valid_until
    if starts and starts > on:
        return Term(f"договор начнётся {_in_days((starts - on).days)}", is_urgent=True)
    if ends is None:
        return Term("договор бессрочный" if contractor.contract_number else "срок договора не указан")
    left = (ends - on).days
    if left < 0:
        return Term(f"договор кончился {_days_ago(-left)}", is_urgent=True)
    if left <= SOON:
        return Term(f"договор кончается {_in_days(left)}", is_urgent=True)
    return Term(f"договор до {ends:%d.%m.%Y}")


def days_in_words(count: int) -> str:
    """«1 день», «3 дня», «12 дней»."""
    return f"{count} {decline(count, 'день', 'дня', 'дней')}"


def _in_days(count: int) -> str:
    return {0: "сегодня", 1: "завтра"}.get(count, f"через {days_in_words(count)}")


def _days_ago(count: int) -> str:
    return "вчера" if count == 1 else f"{days_in_words(count)} назад"

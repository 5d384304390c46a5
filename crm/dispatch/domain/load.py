"""How much lies on whom, by day: open requests by the day on which they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from crm.company.models import Employee
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import OPEN
from crm.dispatch.models import RequestExecutor
from identity.models import User

DAYS = 7
MOST = 200  # employees


@dataclass(frozen=True)
class Row:
    """An employee: how many requests are late, due on each of the days, due later or without a deadline."""

    employee: Employee
    late: int
    days: Sequence[int]
    later: int

    @property
    def total(self) -> int:
        """All that is in his hands."""
        return self.late + sum(self.days) + self.later


def load(*, user: User, today: date) -> list[Row]:
    """Those who have something in hand, the most loaded first; two queries. Days are the reader's own."""
    zone = timezone.get_current_timezone()
    counted = (
        RequestExecutor.objects.filter(
            released_at=None, request__status__in=OPEN, request__in=requests_for(user).values("pk")
        )
        .order_by()
        .values("employee", day=TruncDate("request__due_at", tzinfo=zone))
        .annotate(requests=Count("request"))
    )
    by_employee: dict[int, dict[date | None, int]] = {}
    for row in counted:
        by_employee.setdefault(row["employee"], {})[row["day"]] = row["requests"]
    employees = Employee.objects.filter(pk__in=by_employee).select_related("user").order_by("pk")[:MOST]
    rows = [_row(employee, by_employee[employee.pk], today) for employee in employees]
    return sorted(rows, key=lambda row: (-row.total, str(row.employee)))


def days_from(today: date) -> list[date]:
    """The days of the calendar."""
    return [today + timedelta(days=number) for number in range(DAYS)]


def _row(employee: Employee, days: dict[date | None, int], today: date) -> Row:
    shown = days_from(today)
    late = sum(count for day, count in days.items() if day is not None and day < today)
    inside = [days.get(day, 0) for day in shown]
    return Row(employee, late, inside, sum(days.values()) - late - sum(inside))

"""The morning summary: once a day, by e-mail, to each employee who asked for it, when something is to be said.

It is sent from eight o'clock by the clock of the company, on every day of the week. A company that is suspended for
its debt gets it as well: requests go on there, and so does the debt.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import dateformat

from crm.company.domain.contract_terms import company_today
from crm.company.models import Employee
from crm.journal.domain.entries import record
from crm.rights.enums import EMPLOYEE_ROLES, Role
from crm.shell.summary import SummaryLine, lines_for, offered_to
from notifications.domain import letters
from tenants.context import base_url, current_tenant
from tenants.local_time import zone

FROM, UNTIL = 8, 12  # hours on the company's wall: what could not go until noon is no summary of the morning any more
MOST_AT_ONCE = 300  # of one company in one run: the next comes in half an hour


def is_morning(now: datetime, place: str) -> bool:
    """True while a company of this time zone is written to."""
    return FROM <= now.astimezone(zone(place)).hour < UNTIL


def offered(employee: Employee) -> list[str]:
    """What the summary of this employee may speak of; empty if there is none for his role and rights."""
    role = _role(employee)
    return offered_to(employee.user, role) if role else []


@transaction.atomic
def choose_summary(employee: Employee, *, wanted: bool) -> Employee:
    """Begin to write to the employee in the morning, or cease."""
    employee = Employee.objects.select_for_update(of=("self",)).select_related("user").get(pk=employee.pk)
    if employee.wants_summary != wanted:
        changes = {"wants_summary": [employee.wants_summary, wanted]}
        employee.wants_summary = wanted
        employee.save(update_fields=["wants_summary"])
        record(action="company.choose_summary", obj=employee, by=employee.user, changes=changes)
    return employee


def who_waits() -> list[int]:
    """Employees who work, want the summary and have not had that of today; at most `MOST_AT_ONCE`. One query."""
    waiting = Employee.objects.filter(_not_had_today(), wants_summary=True, user__is_active=True)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def send_summary(employee_id: int) -> bool:
    """Write to one employee; False if he has had it today, does not want it, has left, or there is nothing to say.

    The day is marked and the letter put into the outbox in one transaction. The marking asks only for columns of the
    very row: a worker beside this one waits for it and then finds the day marked.
    """
    row = Employee.objects.filter(_not_had_today(), pk=employee_id, wants_summary=True)
    if not row.update(summary_on=company_today()):
        return False
    employee = Employee.objects.select_related("user").get(pk=employee_id)
    role = _role(employee) if employee.user.is_active else None
    lines = lines_for(employee.user, role) if role else []
    if not any(line.is_reason for line in lines):
        return False
    _write(employee, lines)
    return True


def _not_had_today() -> Q:
    return Q(summary_on=None) | Q(summary_on__lt=company_today())


def _role(employee: Employee) -> Role | None:
    access = getattr(employee.user, "access", None)
    return Role(access.role) if access and access.role in EMPLOYEE_ROLES else None


def _write(employee: Employee, lines: list[SummaryLine]) -> None:
    """The subject says no more than the day: operators read subjects."""
    base, day = base_url(current_tenant()), company_today()
    leave = f"{base}{reverse('wagtailadmin_account')}"
    letters.write(
        template="morning_summary", to=employee.user.email, subject=f"Сводка на {dateformat.format(day, 'j E')}",
        context={
            "person": employee.user, "company": current_tenant().short_name, "day": day,
            "lines": [(line, f"{base}{line.url}") for line in lines],
            "page": f"{base}{reverse('wagtailadmin_home')}", "leave": leave,
        },
        headers={"List-Unsubscribe": f"<{leave}>"},
    )  # fmt: skip

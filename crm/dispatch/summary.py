"""Requests and outages, for the morning summary: whoever sees all of them, and whoever does them."""

from collections.abc import Callable
from datetime import timedelta

from django.template.defaultfilters import floatformat
from django.utils import timezone

from crm.dispatch import rights
from crm.dispatch.domain import days
from crm.dispatch.domain.filtering import Wanted, narrowed
from crm.dispatch.domain.outage_queries import of_today
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import Priority
from crm.dispatch.models import Outage
from crm.rights.enums import Role
from crm.shell import summary
from crm.shell.summary import SummarySource
from identity.models import User

_OFFICE = frozenset({Role.HEAD, Role.DISPATCHER, Role.CLIENT_DESK})
_YARD = frozenset({Role.EXECUTOR})


def _number(wanted: Wanted) -> Callable[[User], str]:
    """How many requests the desk shows for it."""

    def count(user: User) -> str:
        found = narrowed(requests_for(user), wanted, user=user, now=timezone.now())
        return floatformat(found.count() or "", "0g")

    return count


def _of_desk(
    code: str, order: int, label: str, roles: frozenset[Role], wanted: Wanted, *, is_reason: bool = True
) -> SummarySource:
    """What the desk shows for `wanted`: a state, a priority, one's own."""
    query = f"?state={wanted.state}"
    query += f"&priority={wanted.priority.value}" if wanted.priority else ""
    query += "&mine=on" if wanted.mine else ""
    return SummarySource(
        code, order, label, "dispatch_desk", rights.SEE_REQUESTS, roles, _number(wanted), query=query,
        is_reason=is_reason, urgent=wanted.state == "late" or wanted.priority == Priority.EMERGENCY,
    )  # fmt: skip


def came_yesterday(user: User) -> str:
    """How many requests were registered yesterday by the clock of the company; empty if none."""
    since, until = days.day_span(days.today() - timedelta(days=1))
    wanted = Wanted(state="all", since=since, until=until)
    found = narrowed(requests_for(user, rights.SEE_ANALYSIS), wanted, user=user, now=timezone.now())
    return floatformat(found.count() or "", "0g")


def _yesterday() -> str:
    day = days.today() - timedelta(days=1)
    return f"?since={day:%Y-%m-%d}&until={day:%Y-%m-%d}&state=all"


def outages_of_today(_user: User) -> str:
    """How many outages go on or are to begin today; empty if none."""
    return floatformat(Outage.objects.filter(of_today(timezone.now())).count() or "", "0g")


LINES = [
    _of_desk("emergencies", 10, "Открытых аварий", _OFFICE, Wanted(priority=Priority.EMERGENCY)),
    _of_desk("late", 11, "Просрочено заявок", _OFFICE, Wanted(state="late")),
    _of_desk("today", 12, "Срок сегодня", _OFFICE, Wanted(state="today")),
    _of_desk("new", 13, "Новых, никто не взял", _OFFICE, Wanted(state="new")),
    _of_desk("open", 14, "Всего открыто заявок", _OFFICE, Wanted()),
    SummarySource(
        "yesterday", 15, "Поступило вчера", "request_analysis", rights.SEE_ANALYSIS, frozenset({Role.HEAD}),
        came_yesterday, query=_yesterday,
    ),
    _of_desk("my_late", 20, "Просрочено у меня", _YARD, Wanted(state="late", mine=True)),
    _of_desk("my_today", 21, "Мне на сегодня", _YARD, Wanted(state="today", mine=True)),
    _of_desk("my_open", 22, "Всего на мне", _YARD, Wanted(mine=True), is_reason=False),
    SummarySource(
        "outages", 30, "Отключений идёт или начнётся сегодня", "outages:index", rights.SEE_OUTAGES, _OFFICE | _YARD,
        outages_of_today, query="?state=today",
    ),
]  # fmt: skip


def register() -> None:
    """Put them into it."""
    summary.register(*LINES)

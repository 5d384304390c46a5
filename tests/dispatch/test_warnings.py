"""Escalation: the responsible is reminded at set shares of the time; at night only of emergencies."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm.company.models import Employee
from crm.dispatch import tasks
from crm.dispatch.domain import moves, warnings
from crm.dispatch.domain.changing import Change, change_request
from crm.dispatch.enums import Deed, Priority
from crm.dispatch.models import Request
from crm.rights.enums import Role
from notifications.models import Letter
from tenants.context import in_schema
from tests.factories import EmployeeFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NOON = datetime(2026, 11, 25, 9, tzinfo=UTC)  # Wednesday, noon in Moscow


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def boss(tenant) -> Employee:
    return EmployeeFactory(last_name="Мастеров", role=Role.DISPATCHER)


@pytest.fixture
def request_(at, boss: Employee) -> Request:
    """Three days round the clock, from Wednesday noon."""
    at(NOON)
    return change_request(RequestFactory(), Change(responsible=boss), by=None)


def told(to: str) -> list[str]:
    with in_schema("public"):
        return [one.subject for one in Letter.objects.filter(recipients=[to]).order_by("pk")]


def test_at_half_of_the_time_once(request_: Request, boss: Employee, at):
    at(NOON + timedelta(hours=35))
    assert warnings.warn_of_deadlines() == 0
    at(NOON + timedelta(hours=44, minutes=1))  # half of the time was at midnight; the quiet hours end at eight

    assert (warnings.warn_of_deadlines(), warnings.warn_of_deadlines()) == (1, 0)
    assert told(boss.user.email) == ["Заявка № 1: осталось 1 день 3 ч"]
    assert request_.events.latest("pk").deed == Deed.WARNED


def test_when_the_time_is_over_and_nothing_more(request_: Request, boss: Employee, at):
    at(NOON + timedelta(days=4))
    warnings.warn_of_deadlines()

    assert told(boss.user.email) == ["Заявка № 1: просрочена на 1 день"]
    request_.refresh_from_db()
    assert request_.warn_at is None


def test_an_emergency_wakes_people(at, boss: Employee):
    night = datetime(2026, 11, 25, 23, tzinfo=UTC)
    at(night)
    change_request(RequestFactory(priority=Priority.EMERGENCY), Change(responsible=boss), by=None)
    at(night + timedelta(minutes=31))

    assert warnings.warn_of_deadlines() == 1
    assert "опоздание" in told(boss.user.email)[0]


def test_without_a_responsible_the_dispatchers_are_told(at, boss: Employee):
    at(NOON)
    RequestFactory()
    at(NOON + timedelta(days=2))

    warnings.warn_of_deadlines()
    assert len(told(boss.user.email)) == 1


def test_what_is_done_or_put_off_is_not_reminded_of(request_: Request, boss: Employee, at):
    working = moves.take(request_, employees=[boss], by=None)
    moves.postpone(working, until=(NOON + timedelta(days=2)).date(), reason="Ждём", by=None)
    at(NOON + timedelta(days=1, hours=12))

    assert warnings.warn_of_deadlines() == 0


def test_what_was_put_off_goes_on_by_itself_on_its_day(request_: Request, boss: Employee, at):
    working = moves.take(request_, employees=[boss], by=None)
    moves.postpone(working, until=(NOON + timedelta(days=2)).date(), reason="Ждём", by=None)
    at(NOON + timedelta(days=2))

    tasks.watch()

    working.refresh_from_db()
    assert working.postponed_until is None
    assert working.due_at == NOON + timedelta(days=5)

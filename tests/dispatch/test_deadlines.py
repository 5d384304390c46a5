"""Deadlines: whose rule, which hours. ПП РФ 416, п. 13, and the company's own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm.dispatch.domain import deadlines
from crm.dispatch.domain.clock import Counted, Pause
from crm.dispatch.enums import Deed, Priority
from crm.dispatch.models import Request, TypeDeadline
from crm.request_types.models import RequestType
from tests.factories import RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

FRIDAY_EVENING = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)  # 19:30 on the company's wall, after hours


@pytest.fixture(autouse=True)
def _friday(tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: FRIDAY_EVENING)


def test_an_emergency_runs_round_the_clock():
    request = RequestFactory(priority=Priority.EMERGENCY)

    assert request.localise_by == FRIDAY_EVENING + timedelta(minutes=30)
    assert request.due_at == FRIDAY_EVENING + timedelta(hours=72)


def test_a_planned_one_runs_in_the_hours_of_the_company():
    """Eighty hours from Friday evening: ten working days, of which the first is Monday."""
    request = RequestFactory(priority=Priority.PLANNED)

    assert request.due_at == datetime(2026, 12, 11, 15, tzinfo=UTC)  # Friday, 18:00 on the wall


def test_the_rule_of_a_type_goes_before_that_for_all():
    lifts = RequestType.objects.get(name="Лифтовое оборудование")

    assert RequestFactory(type=lifts).due_at == FRIDAY_EVENING + timedelta(days=1)
    assert RequestFactory().due_at == FRIDAY_EVENING + timedelta(days=3)


def test_the_company_may_change_the_rule():
    TypeDeadline.objects.filter(type=None, priority=Priority.NORMAL).update(fix_minutes=60)

    assert RequestFactory().due_at == FRIDAY_EVENING + timedelta(hours=1)


def test_without_a_rule_nothing_is_due():
    TypeDeadline.objects.all().delete()

    assert RequestFactory().due_at is None


def test_the_arithmetic_names_the_rule_and_every_stretch():
    request = Request.objects.get(pk=RequestFactory(priority=Priority.PLANNED).pk)

    rule, lines = deadlines.arithmetic_of(request, request.created_at + timedelta(days=3))

    assert rule is not None
    assert rule.basis.endswith("правило компании")
    assert [line.kind for line in lines][:2] == [Counted.CLOSED, Counted.COUNTS]


def test_pauses_are_read_from_the_steps():
    one, two, three = (FRIDAY_EVENING + timedelta(hours=hours) for hours in (1, 2, 3))

    assert deadlines._paired([(Deed.POSTPONED, one), (Deed.RESUMED, two), (Deed.POSTPONED, three)]) == [
        Pause(one, two), Pause(three),
    ]  # fmt: skip
    assert deadlines._paired([(Deed.POSTPONED, one), (Deed.FINISHED, two), (Deed.RETURNED, three)]) == [
        Pause(one, two), Pause(two, three),
    ]  # fmt: skip

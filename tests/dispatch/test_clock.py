"""The clock of a deadline: pure functions, tried on random calendars and pauses.

Each property is tried on 300 examples; a round-the-clock deadline is plain addition.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.company.domain.opening_hours import Interval, Schedule, Special
from crm.dispatch.domain.clock import (
    ROUND_THE_CLOCK,
    Calendar,
    Counted,
    Pause,
    WorkingHours,
    arithmetic,
    due,
    running,
    spent,
)

pytestmark = pytest.mark.unit

PERM = "Asia/Yekaterinburg"  # UTC+5
OFFICE = {day: (Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60)) for day in range(5)}
MONDAY = date(2026, 11, 23)


def perm(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the clock of the company."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=5)


def office(**special: Special) -> WorkingHours:
    return WorkingHours(
        Schedule(OFFICE, special={MONDAY + timedelta(days=1): special["tuesday"]} if special else {}), PERM
    )


class TestByHand:
    def test_eight_hours_run_over_lunch_and_into_the_next_morning(self):
        assert due(perm(MONDAY, 11), timedelta(hours=8), calendar=office()) == perm(MONDAY + timedelta(days=1), 11)

    def test_what_ends_with_the_day_is_due_at_its_end(self):
        assert due(perm(MONDAY, 14), timedelta(hours=4), calendar=office()) == perm(MONDAY, 18)

    def test_friday_evening_begins_to_count_on_monday(self):
        friday = MONDAY + timedelta(days=4)

        assert due(perm(friday, 20), timedelta(hours=1), calendar=office()) == perm(friday + timedelta(days=3), 10)

    def test_a_holiday_is_passed_over_and_named(self):
        closed = office(tuesday=Special((), "санитарный день"))

        lines = arithmetic(perm(MONDAY, 17), perm(MONDAY + timedelta(days=2), 10), calendar=closed)

        assert [(line.kind, line.counted) for line in lines] == [
            (Counted.COUNTS, timedelta(hours=1)),
            (Counted.CLOSED, timedelta()),
            (Counted.COUNTS, timedelta(hours=1)),
        ]
        assert spent(perm(MONDAY, 17), perm(MONDAY + timedelta(days=2), 10), calendar=closed) == timedelta(hours=2)

    def test_while_it_is_postponed_nothing_is_due(self):
        start = perm(MONDAY, 9)
        pause = Pause(perm(MONDAY, 10))

        assert due(start, timedelta(hours=2), calendar=ROUND_THE_CLOCK, pauses=[pause]) is None
        assert due(start, timedelta(hours=1), calendar=ROUND_THE_CLOCK, pauses=[pause]) == perm(MONDAY, 10)

    def test_a_pause_is_told_before_closed_hours(self):
        pause = Pause(perm(MONDAY, 17), perm(MONDAY, 19))

        lines = arithmetic(perm(MONDAY, 16), perm(MONDAY, 21), calendar=office(), pauses=[pause])

        assert [(line.kind, line.why) for line in lines] == [
            (Counted.COUNTS, ""), (Counted.PAUSE, ""), (Counted.CLOSED, "нерабочее время"),
        ]  # fmt: skip

    def test_a_calendar_without_hours_has_no_deadline(self):
        assert due(perm(MONDAY, 9), timedelta(minutes=1), calendar=WorkingHours(Schedule({}), PERM)) is None


moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
lengths = st.timedeltas(timedelta(), timedelta(days=20))
minutes = st.integers(0, 1439)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, ...]:
    edges = sorted(set(draw(st.lists(minutes, max_size=6))))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Interval(opens, closes) for opens, closes in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Round the clock, or some hours on some weekdays in a zone that changes its clock or does not."""
    if draw(st.booleans()):
        return ROUND_THE_CLOCK
    week = draw(st.dictionaries(st.integers(0, 6), intervals(), min_size=1))
    week[draw(st.integers(0, 6))] = (Interval(600, 660),)  # an hour a week at the least
    return WorkingHours(Schedule(week), draw(st.sampled_from([PERM, "Europe/Berlin", "Europe/Kaliningrad"])))


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    found = draw(st.lists(st.tuples(moments, lengths), max_size=4))
    return [Pause(since, since + length) for since, length in found]


@settings(max_examples=300)
@given(start=moments, allowed=lengths)
def test_round_the_clock_is_plain_addition(start: datetime, allowed: timedelta):
    assert due(start, allowed, calendar=ROUND_THE_CLOCK) == start + allowed
    assert spent(start, start + allowed, calendar=ROUND_THE_CLOCK) == allowed


@settings(max_examples=300, deadline=None)
@given(start=moments, allowed=lengths, calendar=calendars(), stops=pauses())
def test_what_is_due_has_been_spent(start: datetime, allowed: timedelta, calendar: Calendar, stops: list[Pause]):
    ends = due(start, allowed, calendar=calendar, pauses=stops)

    if ends is not None:
        assert spent(start, ends, calendar=calendar, pauses=stops) == allowed


@settings(max_examples=300, deadline=None)
@given(start=moments, one=lengths, two=lengths, calendar=calendars(), stops=pauses())
def test_time_adds_up_over_any_moment_between(
    start: datetime, one: timedelta, two: timedelta, calendar: Calendar, stops: list[Pause]
):
    """Half-open: the moment between belongs to one side alone."""
    between, end = start + one, start + one + two
    whole = spent(start, end, calendar=calendar, pauses=stops)
    first = spent(start, between, calendar=calendar, pauses=stops)

    assert first + spent(between, end, calendar=calendar, pauses=stops) == whole
    assert timedelta() <= first <= whole <= end - start


@settings(max_examples=300, deadline=None)
@given(start=moments, length=lengths, calendar=calendars(), stops=pauses())
def test_the_arithmetic_leaves_no_moment_out(
    start: datetime, length: timedelta, calendar: Calendar, stops: list[Pause]
):
    end = start + length
    lines = arithmetic(start, end, calendar=calendar, pauses=stops)

    assert sum((line.counted for line in lines), timedelta()) == spent(start, end, calendar=calendar, pauses=stops)
    edges = [edge for line in lines for edge in (line.span.starts, line.span.ends)]
    assert edges == sorted(edges)
    assert sum((line.span.lasts for line in lines), timedelta()) == length


@settings(max_examples=300, deadline=None)
@given(start=moments, calendar=calendars(), stops=pauses())
def test_it_never_runs_in_a_pause(start: datetime, calendar: Calendar, stops: list[Pause]):
    spans = [span for span, _ in zip(running(start, calendar=calendar, pauses=stops), range(40), strict=False)]

    for span in spans:
        assert span.lasts > timedelta()
        assert not any(pause.since < span.ends and pause.until > span.starts for pause in stops if pause.until)

"""Hours as people write them, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.company.domain.opening_hours import DAY, Interval
from crm.company.domain.week_words import clock, hours_in_words, read_clock, read_week, week_in_words
from crm.company.forms.hours import intervals_of_row, row_of
from tenants.errors import DomainError
from tests.company.test_opening_hours import days_hours

pytestmark = pytest.mark.unit

LUNCH = (Interval(540, 780), Interval(840, 1080))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("9", 540), ("09", 540), ("9:00", 540), ("09.30", 570), ("930", 570), ("0930", 570), ("24:00", DAY), ("0", 0)],
)
def test_times_are_read_as_they_are_typed(text: str, minutes: int):
    assert read_clock(text) == minutes


@pytest.mark.parametrize("text", ["", "25", "9:60", "24:01", "утро", "9:0", "12345", "-1"])
def test_what_is_no_time_is_refused(text: str):
    with pytest.raises(DomainError, match="не время"):
        read_clock(text)


@given(st.integers(0, DAY))
def test_a_time_shown_is_read_back(minutes: int):
    assert read_clock(clock(minutes)) == minutes


@given(days_hours())
def test_a_row_of_the_form_shows_a_day_and_gives_it_back(intervals: tuple[Interval, ...]):
    assert intervals_of_row(row_of(intervals, fields=7)) == intervals


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["9", "", "", "", "", "", False], "и начало, и конец"),
        (["", "", "13", "14", "", "", False], "и начало, и конец"),
        (["18", "9", "", "", "", "", False], "позже времени"),
        (["9", "18", "8", "10", "", "", False], "внутри часов"),
        (["9", "18", "14", "13", "", "", False], "внутри часов"),
        (["9", "18", "13", "14", "13:30", "15", False], "внутри часов"),
        (["9", "18", "", "", "", "", True], "уберите отметку"),
        (["9", "полдень", "", "", "", "", False], "не время"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(row: list[object], message: str):
    with pytest.raises(DomainError, match=message):
        intervals_of_row(row)


def test_midnight_may_be_written_as_the_beginning_of_a_day():
    assert intervals_of_row(["20", "00:00", "", "", "", "", False]) == (Interval(1200, DAY),)


def test_two_breaks_in_any_order():
    row = ["8", "20", "16", "16:15", "12", "13", False]
    assert hours_in_words(intervals_of_row(row)) == "8:00–20:00, перерывы 12:00–13:00 и 16:00–16:15"


def test_a_week_in_a_line():
    week = {**dict.fromkeys(range(4), LUNCH), 4: (Interval(540, 960),), 6: (Interval(0, DAY),)}
    assert week_in_words(week) == (
        "Пн–Чт 9:00–18:00, перерыв 13:00–14:00; Пт 9:00–16:00; Вс круглосуточно; Сб — выходной"
    )


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Пн–пт 9:00–18:00, обед 13:00–14:00", dict.fromkeys(range(5), LUNCH)),
        ("пн-пт с 9.00 до 18.00 перерыв с 13.00 до 14.00", dict.fromkeys(range(5), LUNCH)),
        ("Ежедневно 8:00–20:00", dict.fromkeys(range(7), (Interval(480, 1200),))),
        ("вт 10-12", {1: (Interval(600, 720),)}),
        ("", None),
        ("Пн–чт 9–18, пт 9–17", None),
        ("по записи", None),
        ("пт–пн 9:00–18:00", None),
        ("пн–пт 18:00–9:00", None),
    ],
)
def test_what_a_company_once_typed_is_read_only_when_it_is_plain(text: str, week: object):
    assert read_week(text) == week

"""When an office is open: pure functions, so what holds is asked of any schedule."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.company.domain import production_calendar
from crm.company.domain.opening_hours import (
    DAY,
    MOST_INTERVALS,
    Interval,
    Intervals,
    Schedule,
    Source,
    Special,
    hours_on,
    is_open,
    merged,
    next_opening,
    open_spans,
    opening_words,
    slots,
    state_at,
    states,
    unusual_days,
)
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

PLACE = "Asia/Yekaterinburg"
WORK = (Interval(540, 780), Interval(840, 1080))  # 9:00–13:00, 14:00–18:00
WHOLE = (Interval(0, DAY),)
USUAL = Schedule(week=dict.fromkeys(range(5), WORK))
WEDNESDAY = date(2026, 11, 25)
MIDNIGHT = time()
UNITY_DAY = date(2026, 11, 4)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


@st.composite
def days_hours(draw: st.DrawFn) -> Intervals:
    count = draw(st.integers(0, MOST_INTERVALS))
    edges = sorted(draw(st.sets(st.integers(0, DAY), min_size=2 * count, max_size=2 * count)))
    return tuple(Interval(*edges[place : place + 2]) for place in range(0, len(edges), 2))


dates = st.dates(date(2024, 1, 1), date(2029, 12, 31))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31))
schedules = st.builds(
    Schedule,
    week=st.dictionaries(st.integers(0, 6), days_hours()),
    special=st.dictionaries(dates, st.builds(Special, days_hours(), st.just("Переезд")), max_size=20),
    holiday=st.sampled_from([production_calendar.holiday, lambda day: ""]),
)


@given(schedules, dates)
def test_special_day_goes_before_holiday_and_holiday_before_weekday(schedule: Schedule, day: date):
    hours = hours_on(schedule, day)

    if day in schedule.special:
        assert (hours.source, hours.intervals) == (Source.SPECIAL, schedule.special[day].intervals)
    elif schedule.holiday(day):
        assert (hours.source, hours.intervals) == (Source.HOLIDAY, ())
    else:
        assert (hours.source, hours.intervals) == (Source.WEEKDAY, schedule.week.get(day.weekday(), ()))


@given(schedules, moments)
def test_open_is_to_stand_inside_a_span_whose_end_is_not_its_own(schedule: Schedule, clock: datetime):
    spans = list(open_spans(schedule, clock.date()))

    assert is_open(schedule, clock) == any(starts <= clock < ends for starts, ends in spans)
    assert state_at(schedule, clock).is_open == is_open(schedule, clock)
    for (_, ends), (starts, _) in pairwise(spans):
        assert ends < starts, "spans that touch are one"


@given(schedules, moments)
def test_it_is_closed_until_the_next_opening_and_open_then(schedule: Schedule, clock: datetime):
    opens = next_opening(schedule, clock)

    if opens is None:
        later = (clock + timedelta(hours=hours) for hours in range(1, 24 * 58))
        assert is_open(schedule, clock) or not any(is_open(schedule, moment) for moment in later)
        return
    assert opens > clock
    assert is_open(schedule, opens)
    assert not is_open(schedule, opens - timedelta(minutes=1))


@given(schedules, dates, st.integers(5, 240))
def test_slots_lie_inside_the_hours_side_by_side_and_waste_less_than_one(schedule: Schedule, day: date, minutes: int):
    hours = hours_on(schedule, day)

    found = slots(hours, minutes=minutes, place=PLACE)

    for slot in found:
        assert slot.ends - slot.starts == timedelta(minutes=minutes)
        assert is_open(schedule, slot.starts)
        assert is_open(schedule, slot.ends - timedelta(minutes=1))
    assert all(before.ends <= after.starts for before, after in pairwise(found))
    assert len(found) == sum((interval.closes - interval.opens) // minutes for interval in hours.intervals)


@given(schedules, dates, st.integers(0, 14 * DAY - 1))
def test_the_words_that_go_with_a_page_are_those_of_the_moment(schedule: Schedule, first: date, minute: int):
    changes = states(schedule, place=PLACE, first=first, days=14)
    clock = datetime.combine(first, MIDNIGHT) + timedelta(minutes=minute)
    moment = clock.replace(tzinfo=ZoneInfo(PLACE))

    [*_, (_, state)] = [change for change in changes if change[0] <= moment]

    assert state == state_at(schedule, clock)


@given(st.lists(st.tuples(st.integers(0, DAY), st.integers(0, DAY)), max_size=6))
def test_a_day_is_kept_as_intervals_apart_or_refused(pairs: list[tuple[int, int]]):
    try:
        intervals = merged(tuple(Interval(*pair) for pair in pairs))
    except DomainError:
        return
    assert all(before.closes < after.opens for before, after in pairwise(intervals))
    assert sum(one.closes - one.opens for one in intervals) == sum(closes - opens for opens, closes in pairs)
    assert len(intervals) <= MOST_INTERVALS


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        (WEDNESDAY, (8, 59), "Закрыто, откроется сегодня в 9:00"),
        (WEDNESDAY, (9, 0), "Открыто до 13:00, перерыв до 14:00"),
        (WEDNESDAY, (13, 0), "Перерыв до 14:00"),
        (WEDNESDAY, (14, 0), "Открыто до 18:00"),
        (WEDNESDAY, (17, 59), "Открыто до 18:00"),
        (WEDNESDAY, (18, 0), "Закрыто, откроется завтра в 9:00"),
        (date(2026, 11, 27), (20, 0), "Закрыто, откроется в понедельник, 30 ноября, в 9:00"),
        (date(2026, 11, 29), (12, 0), "Закрыто, откроется завтра в 9:00"),
    ],
)
def test_state_in_words(day: date, clock: tuple[int, int], words: str):
    assert state_at(USUAL, at(day, *clock)).words == words


def test_a_holiday_says_its_name_and_the_way_out_of_it():
    with_holidays = Schedule(week=USUAL.week, holiday=production_calendar.holiday)

    assert state_at(with_holidays, at(UNITY_DAY, 10)).words == (
        "Сегодня закрыто: День народного единства. Откроется завтра в 9:00"
    )
    assert state_at(USUAL, at(UNITY_DAY, 10)).is_open
    assert state_at(with_holidays, at(date(2026, 12, 30), 19)).words == (
        "Закрыто, откроется в понедельник, 11 января, в 9:00"
    )


def test_an_open_saturday_and_a_closed_day_stand_over_the_week():
    saturday, thursday = date(2026, 11, 28), date(2026, 11, 26)
    schedule = Schedule(
        week=USUAL.week,
        special={
            saturday: Special((Interval(600, 900),), "Приём показаний"),
            thursday: Special((), "Переезд"),
        },
    )

    assert state_at(schedule, at(saturday, 14, 59)).words == "Открыто до 15:00"
    assert next_opening(schedule, at(WEDNESDAY, 18)) == at(date(2026, 11, 27), 9)
    assert [(day.date, day.reason) for day in unusual_days(schedule, WEDNESDAY, days=14)] == [
        (thursday, "Переезд"),
        (saturday, "Приём показаний"),
    ]


def test_day_and_night_all_week():
    schedule = Schedule(week=dict.fromkeys(range(7), WHOLE))

    assert state_at(schedule, at(WEDNESDAY, 3)).words == "Открыто круглосуточно"
    assert next_opening(schedule, at(WEDNESDAY, 3)) is None
    assert [state.words for _, state in states(schedule, place=PLACE, first=WEDNESDAY, days=14)] == [
        "Открыто круглосуточно"
    ]
    assert len(slots(hours_on(schedule, WEDNESDAY), minutes=60, place=PLACE)) == 24


def test_the_last_minute_before_midnight_is_open_and_the_last_slot_ends_at_it():
    schedule = Schedule(week={2: (Interval(20 * 60, DAY),)})

    assert is_open(schedule, at(WEDNESDAY, 23, 59))
    assert not is_open(schedule, at(WEDNESDAY + timedelta(days=1), 0))
    assert state_at(schedule, at(WEDNESDAY, 21)).words == "Открыто до 24:00"
    assert slots(hours_on(schedule, WEDNESDAY), minutes=30, place=PLACE)[-1].ends == at(date(2026, 11, 26), 0)


def test_a_night_shift_runs_over_midnight():
    schedule = Schedule(week={2: (Interval(20 * 60, DAY),), 3: (Interval(0, 8 * 60),)})

    assert state_at(schedule, at(WEDNESDAY, 21)).words == "Открыто до 8:00 завтра"
    assert state_at(schedule, at(date(2026, 11, 26), 2)).words == "Открыто до 8:00"


def test_an_office_without_hours_promises_nothing():
    assert state_at(Schedule(week={}), at(WEDNESDAY, 12)).words == "Закрыто"
    assert slots(hours_on(Schedule(week={}), WEDNESDAY), minutes=15, place=PLACE) == []


@pytest.mark.parametrize(
    ("place", "utc_hour"), [("Europe/Kaliningrad", 7), ("Europe/Moscow", 6), ("Asia/Kamchatka", 21)]
)
def test_nine_in_the_morning_is_another_moment_in_each_zone(place: str, utc_hour: int):
    changes = dict(states(USUAL, place=place, first=WEDNESDAY, days=1))
    [moment] = [moment for moment, state in changes.items() if state.words.startswith("Открыто до 13:00")]

    assert moment.hour == utc_hour


def test_russian_clocks_are_not_turned_so_a_slot_lasts_what_it_says():
    for day in (date(2027, 3, 28), date(2027, 10, 31)):  # when clocks are turned elsewhere in Europe
        [slot] = slots(hours_on(Schedule(week={6: (Interval(0, 4 * 60),)}), day), minutes=240, place="Europe/Moscow")
        assert slot.lasts == timedelta(hours=4)


def test_slots_stop_at_the_break_and_begin_anew_after_it():
    found = slots(hours_on(USUAL, WEDNESDAY), minutes=50, place=PLACE)

    assert [slot.starts.strftime("%H:%M") for slot in found] == [
        "09:00", "09:50", "10:40", "11:30", "14:00", "14:50", "15:40", "16:30",
    ]  # fmt: skip
    assert {slot.place for slot in found} == {PLACE}


def test_days_are_named_the_way_they_are_spoken():
    assert opening_words(at(date(2026, 12, 1), 9), today=WEDNESDAY) == "во вторник, 1 декабря, в 9:00"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "Новогодние каникулы"),
        (UNITY_DAY, "День народного единства"),
        (date(2026, 3, 9), "Международный женский день (выходной)"),
        (date(2026, 12, 31), "Выходной (перенесено с 04.01.2026)"),
        (date(2026, 11, 3), ""),  # a short day by the Labour Code; the library holds none
    ],
)
def test_what_the_production_calendar_holds(day: date, name: str):
    assert production_calendar.holiday(day) == name


def test_a_working_saturday_is_known_and_opens_nothing_by_itself():
    saturday = date(2027, 2, 20)
    assert production_calendar.is_working_weekend(saturday)
    assert hours_on(Schedule(week=USUAL.week, holiday=production_calendar.holiday), saturday).intervals == ()

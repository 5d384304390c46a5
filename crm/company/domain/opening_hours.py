"""When an office is open: pure functions of a schedule and of the clock on the wall of that office.

A day is minutes from 0 to 1440; an interval holds its first minute and not its last. What a date is goes by the first
that knows it: a special day, a holiday, the weekday. Clocks are local and without a zone; whoever needs moments makes
them by `tenants.local_time`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum

from crm.company.models import DAY
from tenants.errors import DomainError
from tenants.local_time import LocalMoment, LocalWindow

SEARCH_DAYS = 60
MOST_INTERVALS = 3  # two breaks a day


@dataclass(frozen=True, order=True)
class Interval:
    """From `opens` up to `closes`, in minutes since midnight. Raises DomainError for one that is not inside a day."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise DomainError("Время «до» должно быть позже времени «с».")


Intervals = tuple[Interval, ...]
Week = Mapping[int, Intervals]  # weekday, 0 is Monday → intervals; a day that is not there is a day off


class Source(Enum):
    """Where the hours of a date come from."""

    WEEKDAY = "расписание"
    HOLIDAY = "праздник"
    SPECIAL = "особый день"


@dataclass(frozen=True)
class Special:
    """What was said of one date: no intervals is closed."""

    intervals: Intervals
    reason: str


@dataclass(frozen=True)
class Schedule:
    """All that decides when an office is open. `holiday` names the holiday of a date on which it is closed, or ""."""

    week: Week
    special: Mapping[date, Special] = field(default_factory=dict)
    holiday: Callable[[date], str] = lambda day: ""


@dataclass(frozen=True)
class DayHours:
    """The hours of an office on a date, and why they are so."""

    date: date
    intervals: Intervals
    source: Source
    reason: str = ""


@dataclass(frozen=True)
class State:
    """Open or not at a moment, in words: «Открыто до 18:00»."""

    is_open: bool
    words: str


def merged(intervals: Intervals) -> Intervals:
    """In order, those that touch as one. Raises DomainError if they overlap or are too many."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        last = joined[-1] if joined else None
        if last and interval.opens < last.closes:
            raise DomainError("Промежутки пересекаются: проверьте время.")
        if last and interval.opens == last.closes:
            joined[-1] = Interval(last.opens, interval.closes)
        else:
            joined.append(interval)
    if len(joined) > MOST_INTERVALS:
        raise DomainError("В одном дне бывает не больше двух перерывов.")
    return tuple(joined)


def hours_on(schedule: Schedule, day: date) -> DayHours:
    """What holds on that date."""
    if special := schedule.special.get(day):
        return DayHours(day, special.intervals, Source.SPECIAL, special.reason)
    if name := schedule.holiday(day):
        return DayHours(day, (), Source.HOLIDAY, name)
    return DayHours(day, schedule.week.get(day.weekday(), ()), Source.WEEKDAY)


def unusual_days(schedule: Schedule, first: date, *, days: int) -> list[DayHours]:
    """Dates whose hours are not those of their weekday."""
    found = (hours_on(schedule, first + timedelta(days=number)) for number in range(days))
    return [hours for hours in found if hours.intervals != schedule.week.get(hours.date.weekday(), ())]


def open_spans(schedule: Schedule, first: date, *, days: int = SEARCH_DAYS) -> Iterator[tuple[datetime, datetime]]:
    """From when to when it is open, in order, also across midnight; begins at the midnight of `first`."""
    running: tuple[datetime, datetime] | None = None
    for number in range(days):
        midnight = datetime.combine(first + timedelta(days=number), time())
        for interval in hours_on(schedule, midnight.date()).intervals:
            starts, ends = (midnight + timedelta(minutes=minutes) for minutes in (interval.opens, interval.closes))
            if running and running[1] == starts:
                running = running[0], ends
                continue
            if running:
                yield running
            running = starts, ends
    if running:
        yield running


def is_open(schedule: Schedule, clock: datetime) -> bool:
    """Open when the office's clock shows this."""
    minute = clock.hour * 60 + clock.minute
    return any(interval.opens <= minute < interval.closes for interval in hours_on(schedule, clock.date()).intervals)


def next_opening(schedule: Schedule, clock: datetime) -> datetime | None:
    """When it opens next; None if not within `SEARCH_DAYS`. One that is open now opens again after it has closed."""
    return next((starts for starts, _ in open_spans(schedule, clock.date()) if starts > clock), None)


def state_at(schedule: Schedule, clock: datetime) -> State:
    """Open or closed in a phrase: «Открыто до 13:00, перерыв до 14:00», «Закрыто, откроется завтра в 9:00»."""
    spans = list(open_spans(schedule, clock.date()))
    running = next(((starts, ends) for starts, ends in spans if starts <= clock < ends), None)
    opens = next((starts for starts, _ in spans if starts > clock), None)
    if running:
        return State(is_open=True, words=_open_words(running[1], opens, clock))
    if opens and opens.date() == clock.date() and any(ends <= clock for _, ends in spans):
        return State(is_open=False, words=f"Перерыв до {_clock(opens)}")
    return State(is_open=False, words=_closed_words(hours_on(schedule, clock.date()), opens, clock))


def states(schedule: Schedule, *, place: str, first: date, days: int) -> list[tuple[datetime, State]]:
    """Every change of the state from the midnight of `first` on, as moments in UTC; the last one ends with the days."""
    changes: list[tuple[datetime, State]] = []
    for number in range(days):
        midnight = datetime.combine(first + timedelta(days=number), time())
        edges = {midnight}  # «завтра» becomes «сегодня»
        for interval in hours_on(schedule, midnight.date()).intervals:
            edges |= {midnight + timedelta(minutes=interval.opens), midnight + timedelta(minutes=interval.closes)}
        for clock in sorted(edge for edge in edges if edge.date() == midnight.date()):
            state = state_at(schedule, clock)
            if not changes or changes[-1][1] != state:
                changes.append((LocalMoment(clock, place).moment, state))
    return changes


def slots(hours: DayHours, *, minutes: int, place: str) -> list[LocalWindow]:
    """Times for visitors, `minutes` each, none across a break; what is left before a break is nobody's."""
    midnight = datetime.combine(hours.date, time())
    return [
        LocalWindow(midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + minutes), place)
        for interval in hours.intervals
        for start in range(interval.opens, interval.closes - minutes + 1, minutes)
    ]


def opening_words(opens: datetime, *, today: date) -> str:
    """«сегодня в 9:00», «завтра в 9:00», «в понедельник, 30 ноября, в 9:00»."""
    days = (opens.date() - today).days
    if days == 0:
        return f"сегодня в {_clock(opens)}"
    if days == 1:
        return f"завтра в {_clock(opens)}"
    return f"{_ON_WEEKDAY[opens.weekday()]}, {day_words(opens.date())}, в {_clock(opens)}"


def day_words(day: date) -> str:
    """«30 ноября»."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _open_words(ends: datetime, opens: datetime | None, clock: datetime) -> str:
    days = (ends.date() - clock.date()).days
    if days >= SEARCH_DAYS - 1:
        return "Открыто круглосуточно"
    if days == 0:
        again = f", перерыв до {_clock(opens)}" if opens and opens.date() == clock.date() else ""
        return f"Открыто до {_clock(ends)}{again}"
    if days == 1:
        return "Открыто до 24:00" if ends.time() == time() else f"Открыто до {_clock(ends)} завтра"
    return f"Открыто до {_clock(ends)} {day_words(ends.date())}"


def _closed_words(today: DayHours, opens: datetime | None, clock: datetime) -> str:
    again = opening_words(opens, today=clock.date()) if opens else ""
    if today.reason and not today.intervals:
        return f"Сегодня закрыто: {today.reason}." + (f" Откроется {again}" if again else "")
    return f"Закрыто, откроется {again}" if again else "Закрыто"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02d}"


_ON_WEEKDAY = ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"]
_MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip

"""What an office's coming days are like, for those who keep its hours: special days, holidays, moved days off."""

from dataclasses import dataclass
from datetime import date

from crm.company.domain import production_calendar
from crm.company.domain.office_schedules import coming_special_days, intervals_of, local_clock, schedules_of
from crm.company.domain.opening_hours import DayHours, Source, hours_on
from crm.company.domain.week_words import hours_in_words
from crm.company.models import Office, SpecialDay

DAYS_AHEAD = 120


@dataclass(frozen=True)
class CalendarDay:
    """A day of the production calendar, and what the office does on it."""

    date: date
    name: str
    treatment: str
    is_special: bool


@dataclass(frozen=True)
class Calendar:
    """Special days stand with their hours in words.

    `undecreed` is a year of those days whose moved days off the library does not know, or 0.
    """

    special_days: list[tuple[SpecialDay, str]]
    holidays: list[CalendarDay]
    undecreed: int


def calendar_of(office: Office) -> Calendar:
    """The coming days of an office that are not like others."""
    today = local_clock().date()
    schedule = schedules_of([office], first=today, days=DAYS_AHEAD)[office.pk]
    days = production_calendar.notable_days(today, days=DAYS_AHEAD)
    last_year = max((day.year for day in days), default=today.year)
    return Calendar(
        special_days=[(day, special_words(day)) for day in coming_special_days(office)],
        holidays=[
            CalendarDay(day, _name(day), _treatment(hours := hours_on(schedule, day)), hours.source is Source.SPECIAL)
            for day in days
        ],
        undecreed=last_year if last_year > production_calendar.last_decreed_year() else 0,
    )


def special_words(day: SpecialDay) -> str:
    """«закрыто», «10:00–15:00»."""
    intervals = intervals_of(day)
    return hours_in_words(intervals) if intervals else "закрыто"


def _name(day: date) -> str:
    return production_calendar.holiday(day) or "Рабочий день: выходной перенесён"


def _treatment(hours: DayHours) -> str:
    if hours.source is Source.HOLIDAY:
        return "закрыто"
    words = hours_in_words(hours.intervals) if hours.intervals else "закрыто"
    if hours.source is Source.SPECIAL:
        return f"{words} — особый день"
    return f"{words} — по расписанию" if hours.intervals else "выходной по расписанию"

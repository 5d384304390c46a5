"""Russia's production calendar, as the library `holidays` has it.

It holds the public holidays of the Labour Code (article 112), days off moved by that article or by the government's
decree of a year, and the weekend days on which one works in exchange. It does not hold short days before holidays,
regions' own holidays, nor decrees that were not there when it was released. For these a company has special days.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache


@cache
def last_decreed_year() -> int:
    """The last year whose decree on moved days off the library knows."""
    from holidays.countries.russia import RussiaStaticHolidays  # noqa: PLC0415  slow import: every country comes along

    return max(RussiaStaticHolidays.special_public_holidays)


def holiday(day: date) -> str:
    """The name of the holiday or of the moved day off; "" for other days, weekends among them."""
    return _year(day.year)[0].get(day, "")


def is_working_weekend(day: date) -> bool:
    """A Saturday or Sunday on which one works, as its day off was moved to another day."""
    return day in _year(day.year)[1]


def notable_days(first: date, *, days: int) -> list[date]:
    """Days of that time of which the calendar has something to say."""
    every = (first + timedelta(days=number) for number in range(days))
    return [day for day in every if holiday(day) or is_working_weekend(day)]


@cache
def _year(year: int) -> tuple[Mapping[date, str], frozenset[date]]:
    from holidays.countries.russia import Russia  # noqa: PLC0415  slow import: every country comes along

    calendar = Russia(years=year, language="ru", expand=False)
    return dict(calendar.items()), frozenset(calendar.weekend_workdays)

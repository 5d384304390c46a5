"""The days in which readings are taken, for the morning summary."""

from datetime import date

from django.utils.dateformat import format as in_words

from crm.meters import rights
from crm.meters.domain import windows
from crm.meters.figures import handed_in
from crm.rights.enums import Role
from crm.shell import summary
from crm.shell.summary import SummarySource
from identity.models import User

LAST_DAYS = 3  # before the end, worth a letter by itself
_ROLES = frozenset({Role.HEAD, Role.CLIENT_DESK, Role.ACCOUNTANT, Role.INSPECTOR})


def opens_or_ends(user: User) -> str:
    """The same on the first day and on the last ones, else empty."""
    return _words(user) if _is_news(windows.today()) else ""


def goes_on(user: User) -> str:
    """«до 25 ноября, передали 120» in the days between; empty while none are taken."""
    return "" if _is_news(windows.today()) else _words(user)


def _is_news(day: date) -> bool:
    first, last = _window().days_in(day)
    return day == first or 0 <= (last - day).days < LAST_DAYS


def _words(user: User) -> str:
    """By the days of the company: houses may have their own."""
    day, window = windows.today(), _window()
    if not window.is_open(day):
        return ""
    until = f"до {in_words(window.days_in(day)[1], 'j E')}"
    came = handed_in(user)
    return f"{until}, передали {came}" if came else until


def _window() -> windows.Window:
    return windows.company_window(windows.settings())


def register() -> None:
    """Put it there."""
    summary.register(
        SummarySource("readings_news", 60, "Приём показаний", "collection", rights.SEE_READINGS, _ROLES, opens_or_ends),
        SummarySource(
            "readings", 61, "Приём показаний", "collection", rights.SEE_READINGS, _ROLES, goes_on, is_reason=False
        ),
    )

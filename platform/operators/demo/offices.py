"""Where the demo's companies receive residents. Special days are counted from the day of loading."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from crm.company.domain.offices import save_office, save_special_day
from crm.company.domain.opening_hours import Interval, Intervals, Week
from crm.company.models import Office, SpecialDay
from identity.models import User
from operators.demo.companies import BUKHTA, RASSVET, UYUT, DemoCompany


def _hours(*clocks: float) -> Intervals:
    """(9, 13, 14, 18) → 9:00–13:00 and 14:00–18:00; 12.5 is half past twelve."""
    minutes = [int(clock * 60) for clock in clocks]
    return tuple(Interval(*minutes[place : place + 2]) for place in range(0, len(minutes), 2))


@dataclass(frozen=True)
class DemoOffice:
    """An office; the first of a company takes the place of the one that every company begins with."""

    name: str
    house: int  # of the company's houses
    directions: str
    week: Week
    phone: str = ""
    minutes: int = 15
    open_saturday: Intervals = ()
    closed_in: int = 0  # days from now, moved on to a working day; 0 is never
    closed_for: str = ""
    order: int = field(default=10, compare=False)


_LUNCH = _hours(9, 13, 14, 18)
_OFFICES = {
    UYUT.slug: (
        DemoOffice(
            "Центральный офис", 0, "Вход со двора, домофон 1. Есть пандус.",
            week={**dict.fromkeys(range(4), _LUNCH), 4: _hours(9, 13, 14, 17)},
            open_saturday=_hours(10, 15), closed_in=8, closed_for="Обучение сотрудников",
        ),
        DemoOffice(
            "Офис на Мира", 9, "Второй этаж, над аптекой.",
            week={1: _hours(10, 13, 13.75, 19), 3: _hours(10, 13, 13.75, 19), 5: _hours(9, 14)},
            phone="+7 342 000-10-12", minutes=20, order=20,
        ),
    ),
    BUKHTA.slug: (
        DemoOffice(
            "Офис на Портовой", 0, "Первый подъезд, квартира 1.", week=dict.fromkeys(range(5), _hours(8, 12, 13, 17)),
        ),
    ),
    RASSVET.slug: (
        DemoOffice(
            "Правление", 0, "Цокольный этаж, вход под козырьком.",
            week={1: _hours(18, 20), 3: _hours(18, 20), 5: _hours(10, 12)}, minutes=10,
        ),
    ),
}  # fmt: skip


def open_offices(company: DemoCompany, *, by: User) -> None:
    """The offices of the current company with their special days; what is there stays."""
    for number, plan in enumerate(_OFFICES[company.slug]):
        if Office.objects.filter(name=plan.name).exists():
            continue
        office = save_office(
            Office.objects.filter(name="Офис").first() if number == 0 else None,
            name=plan.name,
            address=f"г. {company.city}, {company.houses[plan.house][0]}, офис 1",
            directions=plan.directions,
            phones=plan.phone or company.phone,
            minutes_per_visitor=plan.minutes,
            order=plan.order,
            week=plan.week,
            by=by,
        )
        _say_special_days(office, plan, by=by)


def _say_special_days(office: Office, plan: DemoOffice, *, by: User) -> None:
    if SpecialDay.objects.filter(office=office).exists():
        return
    today = timezone.localdate()
    if plan.open_saturday:
        saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)
        reason = "Принимаем показания счётчиков"
        save_special_day(None, office=office, day=saturday, intervals=plan.open_saturday, reason=reason, by=by)
    if plan.closed_in:
        day = _working_day(today + timedelta(days=plan.closed_in), plan.week)
        save_special_day(None, office=office, day=day, intervals=(), reason=plan.closed_for, by=by)


def _working_day(day: date, week: Week) -> date:
    while day.weekday() not in week:
        day += timedelta(days=1)
    return day

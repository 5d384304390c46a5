"""Reading offices with all that decides when they are open; a number of queries that does not grow with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from crm.company.domain import production_calendar
from crm.company.domain.opening_hours import (
    SEARCH_DAYS,
    DayHours,
    Interval,
    Intervals,
    Schedule,
    Special,
    State,
    hours_on,
    state_at,
    states,
    unusual_days,
)
from crm.company.domain.week_words import week_lines
from crm.company.models import Office, SpecialDay
from tenants.context import current_tenant
from tenants.local_time import LocalMoment

MOST_OFFICES = 50  # of one company, on its site and in its list
DAYS_ON_SITE = 14
MOST_SPECIAL_DAYS = 200


@dataclass(frozen=True)
class OfficeOnSite:
    """An office as residents need it. `states` are all changes of its state in the next days, the last one empty."""

    pk: int
    name: str
    address: str
    directions: str
    phones: str
    minutes_per_visitor: int
    week: list[tuple[str, str]]
    unusual: list[DayHours]
    states: list[tuple[datetime, State]]
    now: State
    changes_at: datetime


def local_clock(at: datetime | None = None) -> datetime:
    """What the clock on the wall shows in the company's town, at that moment or now."""
    return LocalMoment.of(at or timezone.now(), current_tenant().time_zone).clock


def offices_with_hours() -> QuerySet[Office]:
    """All offices in their order, with the intervals of their weeks."""
    return Office.objects.prefetch_related("intervals").order_by("order", "name", "pk")


def week_of(office: Office) -> dict[int, Intervals]:
    """The week of an office that was read with its intervals, or reads them."""
    week: dict[int, Intervals] = {}
    for interval in sorted(office.intervals.all(), key=lambda row: (row.weekday, row.opens)):
        week[interval.weekday] = (*week.get(interval.weekday, ()), Interval(interval.opens, interval.closes))
    return week


def schedules_of(offices: Iterable[Office], *, first: date, days: int = SEARCH_DAYS) -> dict[int, Schedule]:
    """Office → its schedule, with special days of that time laid over the week. One query besides the offices' own."""
    of_company, own = _special_days(first, days)
    return {
        office.pk: Schedule(
            week=week_of(office),
            special=of_company | own.get(office.pk, {}),
            holiday=production_calendar.holiday if office.closed_on_holidays else lambda day: "",
        )
        for office in offices
    }


def hours_of(office: Office, day: date) -> DayHours:
    """The hours of one office on a date, and where they come from."""
    return hours_on(schedules_of([office], first=day, days=1)[office.pk], day)


def offices_for_site(at: datetime | None = None) -> list[OfficeOnSite]:
    """Active offices that have an address, as they are at a moment (now): for the site, the cabinet and the API."""
    offices = list(offices_with_hours().filter(is_active=True).exclude(address="")[:MOST_OFFICES])
    if not offices:
        return []
    clock = local_clock(at)
    schedules = schedules_of(offices, first=clock.date(), days=DAYS_ON_SITE + SEARCH_DAYS)
    return [_on_site(office, schedules[office.pk], clock) for office in offices]


def coming_special_days(office: Office | None = None) -> list[SpecialDay]:
    """Special days from today on: an office's own and the whole company's, or everybody's."""
    days = SpecialDay.objects.filter(date__gte=local_clock().date()).select_related("office")
    if office:
        days = days.filter(Q(office=office) | Q(office=None))
    return list(days.order_by("date", "office__order", "pk")[:MOST_SPECIAL_DAYS])


def _special_days(first: date, days: int) -> tuple[dict[date, Special], dict[int, dict[date, Special]]]:
    of_company: dict[date, Special] = {}
    own: dict[int, dict[date, Special]] = {}
    for row in SpecialDay.objects.filter(date__gte=first, date__lt=first + timedelta(days=days)):
        found = of_company if row.office_id is None else own.setdefault(row.office_id, {})
        found[row.date] = Special(intervals_of(row), row.reason)
    return of_company, own


def intervals_of(day: SpecialDay) -> Intervals:
    """The hours of a special day."""
    if day.opens is None or day.closes is None:
        return ()
    if day.break_starts is None or day.break_ends is None:
        return (Interval(day.opens, day.closes),)
    return Interval(day.opens, day.break_starts), Interval(day.break_ends, day.closes)


def _on_site(office: Office, schedule: Schedule, clock: datetime) -> OfficeOnSite:
    place, today = current_tenant().time_zone, clock.date()
    moment = LocalMoment(clock, place).moment
    changes = states(schedule, place=place, first=today, days=DAYS_ON_SITE)
    end = LocalMoment(datetime.combine(today + timedelta(days=DAYS_ON_SITE), clock.min.time()), place).moment
    changes.append((end, State(is_open=False, words="")))
    return OfficeOnSite(
        pk=office.pk,
        name=office.name,
        address=office.address,
        directions=office.directions,
        phones=office.phones,
        minutes_per_visitor=office.minutes_per_visitor,
        week=week_lines(schedule.week),
        unusual=unusual_days(schedule, today, days=DAYS_ON_SITE),
        states=changes,
        now=state_at(schedule, clock),
        changes_at=next(at for at, _ in changes if at > moment),
    )

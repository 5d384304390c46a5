"""Offices: adding, changing, switching off, and days that are unlike their weekday."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from crm.company.domain.office_schedules import MOST_OFFICES, intervals_of, local_clock, week_of
from crm.company.domain.opening_hours import Interval, Intervals, Week, merged
from crm.company.domain.week_words import hours_in_words, read_week, week_in_words
from crm.company.models import Office, Profile, SpecialDay, Weekday, WorkingInterval
from crm.journal.domain.entries import differences, record
from identity.models import User
from tenants.errors import DomainError

_SHOWN = [
    "name", "address", "directions", "phones", "closed_on_holidays", "minutes_per_visitor", "order", "is_active",
]  # fmt: skip
_LUNCH = (Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60))
USUAL_WEEK: Week = dict.fromkeys(range(5), _LUNCH)
MOST_AHEAD = 3  # years


@transaction.atomic
def save_office(
    before: Office | None,
    *,
    name: str,
    week: Week,
    by: User | None,
    address: str = "",
    directions: str = "",
    phones: str = "",
    closed_on_holidays: bool = True,
    minutes_per_visitor: int = 15,
    order: int = 100,
    is_active: bool = True,
) -> Office:
    """Add an office (`before` is None) or change one with its week; not active takes it off the site.

    Raises DomainError if the name is empty or taken, a phone is none, or hours of a day overlap. Source: manual,
    section 8, «Основные настройки модуля "Запись на прием"».
    """
    if before:
        before = Office.objects.select_for_update().get(pk=before.pk)
    elif Office.objects.count() >= MOST_OFFICES:
        raise DomainError(f"Офисов уже {MOST_OFFICES}: больше в списке и на сайте не разобрать.")
    after = Office(
        pk=before.pk if before else None,
        name=" ".join(name.split()),
        address=" ".join(address.split()),
        directions=directions.strip(),
        phones=_clean_phones(phones),
        closed_on_holidays=closed_on_holidays,
        minutes_per_visitor=minutes_per_visitor,
        order=order,
        is_active=is_active,
    )
    after._state.adding = before is None  # so that an office is not compared with itself
    _refuse_wrong(after)
    hours = {weekday: _clean_hours(weekday, intervals) for weekday, intervals in week.items() if intervals}
    old_hours = week_of(before) if before else {}
    after.save()
    changes = differences(before, after, _SHOWN)
    if before is None or hours != old_hours:
        _write_week(after, hours)
        changes["week"] = [week_in_words(old_hours) if before else None, week_in_words(hours)]
    if changes:
        record(action="company.change_office" if before else "company.add_office", obj=after, by=by, changes=changes)
    return after


@transaction.atomic
def open_first_office() -> None:
    """Give the company an office of what its profile knows, unless it has one.

    Hours that were typed are read if they are plain; an address without hours that we understand gives an office that
    is switched off, so that no hours of our invention stand on the site.
    """
    if Office.objects.exists():
        return
    profile = Profile.objects.first()
    known = read_week(profile.working_hours) if profile else None
    address = profile.address if profile else ""
    save_office(
        None,
        name="Офис",
        address=address,
        phones=profile.phone if profile else "",
        week=known or USUAL_WEEK,
        is_active=bool(known) or not address,
        by=None,
    )


@transaction.atomic
def save_special_day(
    before: SpecialDay | None, *, office: Office | None, day: date, intervals: Intervals, reason: str, by: User | None
) -> SpecialDay:
    """Say that a date is unlike its weekday, for an office or (None) for all; no intervals is closed.

    Raises DomainError for a day that is past, already said or more than three years ahead, for a reason that is empty,
    and for more than one break.
    """
    if before:
        before = SpecialDay.objects.select_for_update(of=("self",)).select_related("office").get(pk=before.pk)
        _refuse_past(before.date)
    _refuse_past(day)
    if day.year > local_clock().year + MOST_AHEAD:
        raise DomainError("Это слишком далеко: проверьте год.", field="date")
    after = SpecialDay(pk=before.pk if before else None, office=office, date=day, reason=" ".join(reason.split()))
    after._state.adding = before is None
    _put_hours(after, merged(intervals))
    _refuse_wrong(after, at={"__all__": "date"})
    after.save()
    record(
        action="company.change_special_day" if before else "company.add_special_day",
        obj=after,
        by=by,
        changes=_day_changes(before, after),
    )
    return after


@transaction.atomic
def remove_special_day(day: SpecialDay, *, by: User | None) -> None:
    """The date is again like its weekday; the journal keeps what it was. Raises DomainError for a day that is past."""
    day = SpecialDay.objects.select_for_update(of=("self",)).select_related("office").get(pk=day.pk)
    _refuse_past(day.date)
    gone = {name: [value, None] for name, (_, value) in _day_changes(None, day).items()}
    record(action="company.remove_special_day", obj=day, by=by, changes=gone)
    day.delete()


def _write_week(office: Office, week: Week) -> None:
    office.intervals.all().delete()
    WorkingInterval.objects.bulk_create(
        WorkingInterval(office=office, weekday=weekday, opens=interval.opens, closes=interval.closes)
        for weekday, intervals in sorted(week.items())
        for interval in intervals
    )


def _clean_hours(weekday: int, intervals: Intervals) -> Intervals:
    day = Weekday(weekday)
    try:
        return merged(intervals)
    except DomainError as error:
        raise DomainError(f"{day.label.capitalize()}: {error}", field=f"day{weekday}") from None


def _clean_phones(text: str) -> str:
    phones = [" ".join(part.split()) for part in text.replace(";", ",").split(",")]
    for phone in phones:
        if phone and sum(sign.isdigit() for sign in phone) < 2:
            raise DomainError(f"«{phone}» — не телефон. Напишите его так: +7 908 437-34-18.", field="phones")
    return ", ".join(phone for phone in phones if phone)


def _refuse_wrong(row: Office | SpecialDay, at: dict[str, str] | None = None) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        field = (at or {"__all__": "name"}).get(field, field)
        raise DomainError(messages[0], field=field) from None


def _refuse_past(day: date) -> None:
    if day < local_clock().date():
        raise DomainError("Этот день уже прошёл: его не меняют, он остаётся в истории.", field="date")


def _put_hours(day: SpecialDay, intervals: Intervals) -> None:
    if len(intervals) > 2:
        raise DomainError("В особом дне бывает не больше одного перерыва.", field="hours")
    if intervals:
        day.opens, day.closes = intervals[0].opens, intervals[-1].closes
    if len(intervals) == 2:
        day.break_starts, day.break_ends = intervals[0].closes, intervals[1].opens


def _day_changes(before: SpecialDay | None, after: SpecialDay) -> dict[str, list[Any]]:
    old, new = _day_words(before) if before else {}, _day_words(after)
    return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def _day_words(day: SpecialDay) -> dict[str, str]:
    intervals = intervals_of(day)
    return {
        "office": str(day.office or "все офисы"),
        "date": f"{day.date:%d.%m.%Y}",
        "hours": hours_in_words(intervals) if intervals else "закрыто",
        "reason": day.reason,
    }

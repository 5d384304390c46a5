"""«История показаний»: all that happened to meters and readings. Newest first, a page at a time, by the indexes."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from crm.journal.domain.showing import change_in_words
from crm.meters import rights
from crm.meters.enums import Deed, Source
from crm.meters.models import Meter, MeterEvent, Reading
from crm.rights.domain.rows import within
from identity.models import User

PER_PAGE = 50
_RELATED = ("meter__account__house", "meter__house", "house", "reading", "by")
_FIELDS = {
    "value": "Показание", "reason": "Причина", "comment": "Примечание", "account": "Лицевой счёт", "house": "Дом",
    "photo": "Фото",
}  # fmt: skip


@dataclass(frozen=True)
class Sought:
    """What somebody looks for; what is not said is not asked. A month without a year is that of this year."""

    month: int | None = None
    year: int | None = None
    house_id: int | None = None
    deed: str = ""
    source: str = ""
    by_id: int | None = None
    by_nobody: bool = False
    meter_id: int | None = None


@dataclass(frozen=True)
class Page:
    """Some events, newest first, and from where the neighbouring pages go on (None: there is none)."""

    events: list[MeterEvent]
    newer: int | None = None
    older: int | None = None


@dataclass(frozen=True)
class Shown:
    """An event in words; `changes` are (what, before, after)."""

    event: MeterEvent
    deed: str
    who: str
    place: str
    changes: list[tuple[str, str, str]]

    @property
    def other(self) -> list[tuple[str, str, str]]:
        """The changes that are no values of a dial."""
        return [change for change in self.changes if change[0] != _FIELDS["value"]]


def find(sought: Sought, *, user: User) -> QuerySet[MeterEvent]:
    """The events that were sought among those that the person may see, newest first."""
    found = within(MeterEvent.objects.all(), rights.SEE_READINGS, user=user).order_by("-at", "-id")
    exact = {
        "house_id": sought.house_id, "deed": sought.deed, "source": sought.source, "by_id": sought.by_id,
        "meter_id": sought.meter_id,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if sought.by_nobody:
        found = found.filter(by=None)
    if days := days_of(sought):
        found = found.filter(at__gte=_midnight(days[0]), at__lt=_midnight(days[1] + timedelta(days=1)))
    return found.select_related(*_RELATED)


def days_of(sought: Sought) -> tuple[date, date] | None:
    """The first and the last day that month and year mean; None if neither is said."""
    if not sought.month and not sought.year:
        return None
    year = sought.year or timezone.localdate().year
    if sought.month:
        return date(year, sought.month, 1), date(year, sought.month, monthrange(year, sought.month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def page_of(found: QuerySet[MeterEvent], *, before: int | None = None, after: int | None = None) -> Page:
    """The page that follows the event `before` or stands in front of the event `after`; the first one without both.

    No page is counted from the beginning, so the last costs as much as the first.
    """
    if after and (start := _moment(after)):
        newer = found.filter(at__gte=start).exclude(at=start, id__lte=after).order_by("at", "id")
        events = list(newer[: PER_PAGE + 1])
        if len(events) > PER_PAGE:
            events = events[PER_PAGE - 1 :: -1]
            return Page(events, newer=events[0].pk, older=events[-1].pk)
    is_first = True
    if before and (start := _moment(before)):
        found = found.filter(at__lte=start).exclude(at=start, id__gte=before)
        is_first = False
    events = list(found[: PER_PAGE + 1])
    older = events[PER_PAGE - 1].pk if len(events) > PER_PAGE else None
    events = events[:PER_PAGE]
    return Page(events, newer=None if is_first or not events else events[0].pk, older=older)


def of_reading(reading: Reading) -> list[MeterEvent]:
    """What happened to this meter's readings of the same month, newest first."""
    same = Reading.objects.filter(meter=reading.meter_id, month=reading.month).values_list("pk", flat=True)
    events = MeterEvent.objects.filter(meter=reading.meter_id, reading__in=list(same))
    return list(events.select_related(*_RELATED).order_by("-id")[:PER_PAGE])


def shown(events: Iterable[MeterEvent]) -> list[Shown]:
    """Events in words."""
    return list(in_words(events))


def in_words(events: Iterable[MeterEvent]) -> Iterator[Shown]:
    """The same, one by one: for exports of any length."""
    for event in events:
        yield Shown(
            event=event,
            deed=Deed(event.deed).label,
            who=str(event.by) if event.by else _nobody(event),
            place=place_of(event.meter, event.house.address),
            changes=_changes(event.changes),
        )


def place_of(meter: Meter, address: str) -> str:
    """«ул. Ленина, д. 86, кв. 12»; of a house's meter the house alone."""
    flat = meter.account.premises if meter.account else "общедомовой"
    return ", ".join(part for part in (address, flat) if part)


def _nobody(event: MeterEvent) -> str:
    if event.source in (Source.LINK, Source.CABINET):
        return "Житель"
    return {Source.METER: "Прибор", Source.API: "Программа"}.get(Source(event.source), "Система")


def _changes(changes: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    told = ((name, change_in_words(Meter._meta.label_lower, name, pair)) for name, pair in changes.items())
    return [(_FIELDS.get(name, one.label), one.before, one.after) for name, one in told]


def _moment(event: int) -> datetime | None:
    return MeterEvent.objects.filter(pk=event).values_list("at", flat=True).first()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

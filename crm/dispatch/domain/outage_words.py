"""What is said of an outage: to callers, and in lists. Clocks are those of the company's place, not of who reads."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils import dateformat

from crm.company.domain import production_calendar
from crm.dispatch.enums import OutageKind, Supply
from crm.dispatch.models import Outage
from tenants.context import current_tenant
from tenants.local_time import zone

NOTICE_DAYS = 10  # working days: ПП РФ 354, п. 31 «н»


class Scope(Enum):
    """How much of a house does without, as the caller hears it; `ANYWHERE` beside a list of places says nothing."""

    HOUSE = "В вашем доме"
    ENTRANCE = "В вашем подъезде"
    RISER = "По вашему стояку"
    ANYWHERE = ""


class Stage(Enum):
    """Where an outage is; `icon` is a name of Wagtail's icons, `tone` colours the word."""

    GOES_ON = ("Идёт", "warning", "is-urgent")
    LATE = ("Срок прошёл", "warning", "is-urgent")
    PLANNED = ("Запланировано", "calendar-alt", "")
    ENDED = ("Закончилось", "check", "state-paid")
    CANCELLED = ("Отменено", "cross", "state-cancelled")

    def __init__(self, label: str, icon: str, tone: str) -> None:
        self.label, self.icon, self.tone = label, icon, tone


@dataclass(frozen=True)
class _Words:
    """`off`: what happened; `without`: what will not be; `back`: what we do at the end."""

    off: str
    without: str
    back: str = "включим"
    by_accident: str = "аварийно {off}"

    def happened(self, kind: str) -> str:
        """What happened, with the word for an accident if it was one."""
        return self.by_accident.format(off=self.off) if kind == OutageKind.EMERGENCY else self.off


_BROKEN = {"back": "починим", "by_accident": "из-за аварии {off}"}
_SUPPLIES = {
    Supply.COLD_WATER: _Words("отключена холодная вода", "не будет холодной воды"),
    Supply.HOT_WATER: _Words("отключена горячая вода", "не будет горячей воды"),
    Supply.WATER: _Words("отключены холодная и горячая вода", "не будет холодной и горячей воды"),
    Supply.HEATING: _Words("отключено отопление", "не будет отопления"),
    Supply.ELECTRICITY: _Words("отключено электричество", "не будет электричества"),
    Supply.SEWER: _Words("не работает канализация", "не будет работать канализация", **_BROKEN),
    Supply.GAS: _Words("отключён газ", "не будет газа"),
    Supply.LIFT: _Words("не работает лифт", "не будет работать лифт", **_BROKEN),
    Supply.INTERCOM: _Words("не работает домофон", "не будет работать домофон", **_BROKEN),
    Supply.OTHER: _Words("идут работы", "будут идти работы", back="закончим", by_accident="идут аварийные работы"),
}


def stage_of(outage: Outage, now: datetime) -> Stage:
    """Where it is at that moment."""
    if outage.cancelled_at is not None:
        return Stage.CANCELLED
    if outage.ended_at is not None:
        return Stage.ENDED
    if outage.starts_at > now:
        return Stage.PLANNED
    return Stage.LATE if outage.ends_at is not None and outage.ends_at < now else Stage.GOES_ON


def sentence_of(outage: Outage, *, now: datetime, scope: Scope = Scope.HOUSE) -> str:
    """What the dispatcher says to a caller: the outage's own sentence, or the one made of what is known of it."""
    return outage.sentence or default_sentence(
        kind=outage.kind, supply=outage.supply, starts_at=outage.starts_at, ends_at=outage.ends_at, now=now, scope=scope
    )


def default_sentence(
    *, kind: str, supply: str, starts_at: datetime, ends_at: datetime | None, now: datetime,
    scope: Scope = Scope.HOUSE,
) -> str:  # fmt: skip
    """A sentence that is true at `now`: «В вашем доме аварийно отключена холодная вода с 14:20. Работы идут, …».

    It is made anew at each call, so it follows the outage when that is put off, or lasts longer than was promised.
    """
    said = _said(kind=kind, supply=supply, starts_at=starts_at, ends_at=ends_at, now=now)
    return f"{scope.value} {said}" if scope.value else f"{said[0].upper()}{said[1:]}"


def _said(*, kind: str, supply: str, starts_at: datetime, ends_at: datetime | None, now: datetime) -> str:
    words = _SUPPLIES[Supply(supply)]
    if starts_at > now:
        why = "плановые" if kind == OutageKind.PLANNED else "аварийные"
        reason = "" if supply == Supply.OTHER else f": {why} работы"
        return f"{words.without} {_span(starts_at, ends_at, now)}{reason}."
    said = f"{words.happened(kind)} с {_clock(starts_at, now)}"
    said += "." if kind == OutageKind.EMERGENCY or supply == Supply.OTHER else ": плановые работы."
    if ends_at is None:
        return f"{said} Работы идут, срок уточняем."
    if ends_at < now:
        return f"{said} Работы идут дольше, чем до {_clock(ends_at, now)}: новый срок уточняем."
    return f"{said} Работы идут, {words.back} ориентировочно к {_clock(ends_at, now)}."


def earliest_start(told_on: date) -> date:
    """The first day for which a planned outage that is announced on `told_on` is announced in time.

    Ten working days lie between the two (ПП РФ 354, п. 31 «н»; working days by the production calendar).
    """
    day, left = told_on, NOTICE_DAYS
    while left:
        day += timedelta(days=1)
        left -= _is_working(day)
    return day + timedelta(days=1)


def is_told_late(kind: str, starts_at: datetime, *, told_at: datetime) -> bool:
    """True for a planned outage of which people hear less than ten working days before."""
    return kind == OutageKind.PLANNED and local(starts_at).date() < earliest_start(local(told_at).date())


def local(moment: datetime) -> datetime:
    """On the clock of the company's place."""
    return moment.astimezone(zone(current_tenant().time_zone))


def _is_working(day: date) -> bool:
    if production_calendar.is_working_weekend(day):
        return True
    return day.weekday() < 5 and not production_calendar.holiday(day)


def _span(starts_at: datetime, ends_at: datetime | None, now: datetime) -> str:
    starts = local(starts_at)
    if ends_at is None:
        return f"{_day(starts, now)} с {starts:%H:%M}"
    ends = local(ends_at)
    if starts.date() == ends.date():
        return f"{_day(starts, now)} с {starts:%H:%M} до {ends:%H:%M}"
    return f"с {starts:%H:%M} {_day(starts, now, today='')} до {ends:%H:%M} {_day(ends, now)}".replace("  ", " ")


def _clock(moment: datetime, now: datetime) -> str:
    at = local(moment)
    return f"{at:%H:%M} {_day(at, now, today='')}".strip()


def _day(at: datetime, now: datetime, *, today: str = "сегодня") -> str:
    return today if at.date() == local(now).date() else dateformat.format(at, "j E")

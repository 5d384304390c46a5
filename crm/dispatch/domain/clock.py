"""The clock of a deadline: which moments count, and what a sum of them comes to. Pure functions of aware moments.

Everything is half-open: the first moment of a span counts, its last does not, so spans that touch neither overlap nor
leave a gap. A clock runs in the hours of a calendar and stands in the pauses of its request («отложена до»). By the law
an emergency runs round the clock (ПП РФ 416, п. 13); what a contract promises in working hours runs in the company's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import pairwise
from typing import Protocol

from crm.company.domain.opening_hours import Schedule, hours_on, open_spans
from tenants.local_time import LocalMoment

LONGEST = 400  # days that are looked through for hours: a calendar without any has no deadline


@dataclass(frozen=True, order=True)
class Span:
    """From `starts` up to `ends`, moments in UTC."""

    starts: datetime
    ends: datetime

    @property
    def lasts(self) -> timedelta:
        """How long it is."""
        return self.ends - self.starts


@dataclass(frozen=True)
class Pause:
    """From when to when the clock stood; `until` is None while it stands."""

    since: datetime
    until: datetime | None = None


class Calendar(Protocol):
    """Hours that count."""

    def spans(self, since: datetime) -> Iterator[Span]:
        """The hours from `since` on, in order, none touching the next; they may end."""
        ...

    def why_not(self, moment: datetime) -> str:
        """Why a moment outside does not count: «выходной», «праздник: День России»."""
        ...


class RoundTheClock:
    """Every moment counts."""

    def spans(self, since: datetime) -> Iterator[Span]:
        """One, as long as anybody looks."""
        yield Span(since, since + timedelta(days=LONGEST))

    def why_not(self, moment: datetime) -> str:
        """Never asked: there is no moment outside."""
        return ""


@dataclass(frozen=True)
class WorkingHours:
    """The hours of a schedule on the wall of `place` (the name of a zone)."""

    schedule: Schedule
    place: str

    def spans(self, since: datetime) -> Iterator[Span]:
        """Hours of the days from that of `since` on, in moments; an hour that the clock skips does not count."""
        first = LocalMoment.of(since, self.place).clock.date()
        for opens, closes in open_spans(self.schedule, first, days=LONGEST):
            span = Span(LocalMoment(opens, self.place).moment, LocalMoment(closes, self.place).moment)
            if span.ends > since and span.lasts > timedelta():
                yield Span(max(span.starts, since), span.ends)

    def why_not(self, moment: datetime) -> str:
        """By the schedule of that day."""
        hours = hours_on(self.schedule, LocalMoment.of(moment, self.place).clock.date())
        if hours.intervals:
            return "нерабочее время"
        return f"нерабочий день: {hours.reason}" if hours.reason else "выходной"


ROUND_THE_CLOCK = RoundTheClock()


class Counted(Enum):
    """Whether the time of a line went by, and if not, why."""

    COUNTS = "идёт"
    PAUSE = "пауза"
    CLOSED = "не рабочее"


@dataclass(frozen=True)
class Line:
    """A line of the arithmetic that a screen shows; `counted` is what it added to the clock, `why` says why nothing."""

    span: Span
    kind: Counted
    why: str = ""

    @property
    def counted(self) -> timedelta:
        """What it added to the clock."""
        return self.span.lasts if self.kind is Counted.COUNTS else timedelta()


def due(start: datetime, allowed: timedelta, *, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime | None:
    """When `allowed` has gone by since `start`. None while the clock stands, or if the calendar never has so much.

    What ends with a working day is due at its end, not at the beginning of the next.
    """
    left = allowed
    for span in running(start, calendar=calendar, pauses=pauses):
        if span.lasts >= left:
            return span.starts + left
        left -= span.lasts
    return None


def spent(start: datetime, until: datetime, *, calendar: Calendar, pauses: Sequence[Pause] = ()) -> timedelta:
    """How much of the time up to `until` has counted."""
    total = timedelta()
    for span in running(start, calendar=calendar, pauses=pauses):
        if span.starts >= until:
            break
        total += min(span.ends, until) - span.starts
    return total


def running(start: datetime, *, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Iterator[Span]:
    """The spans in which the clock goes, from `start` on."""
    stops = sorted(pauses, key=lambda pause: pause.since)
    for span in calendar.spans(start):
        since = span.starts
        for pause in stops:
            if pause.until is not None and pause.until <= since:
                continue
            if pause.since >= span.ends:
                break
            if pause.since > since:
                yield Span(since, pause.since)
            if pause.until is None:
                return
            since = max(since, pause.until)
            if since >= span.ends:
                break
        if since < span.ends:
            yield Span(since, span.ends)


def arithmetic(start: datetime, until: datetime, *, calendar: Calendar, pauses: Sequence[Pause] = ()) -> list[Line]:
    """Every stretch from `start` up to `until` without a gap: counted, paused, or closed and why."""
    lines: list[Line] = []
    at = start
    for span in running(start, calendar=calendar, pauses=pauses):
        if span.starts >= until:
            break
        lines += _standing(Span(at, span.starts), calendar, pauses)
        lines.append(Line(Span(span.starts, min(span.ends, until)), Counted.COUNTS))
        at = lines[-1].span.ends
    return lines + _standing(Span(at, until), calendar, pauses)


def _standing(span: Span, calendar: Calendar, pauses: Sequence[Pause]) -> list[Line]:
    """A stretch in which the clock stood, cut where its reason changes; a pause is told before closed hours."""
    if span.lasts <= timedelta():
        return []
    edges = {span.starts, span.ends}
    for pause in pauses:
        edges |= {edge for edge in (pause.since, pause.until) if edge and span.starts < edge < span.ends}
    lines: list[Line] = []
    for starts, ends in pairwise(sorted(edges)):
        paused = any(pause.since <= starts and (pause.until is None or pause.until >= ends) for pause in pauses)
        kind = Counted.PAUSE if paused else Counted.CLOSED
        lines.append(Line(Span(starts, ends), kind, "" if paused else calendar.why_not(starts.astimezone(UTC))))
    return lines

"""«Анализ»: what any selection of requests comes to, by day, type, house and executor; the database does the sums.

«В срок» is counted among those of which it is known: finished ones with a deadline, and open ones whose deadline is
over. Times run from the registration by the clock on the wall, pauses and nights among them: so long the resident
waited. A repeat is a request about the same type and the same flat (or the same common place of the house) within
`REPEAT_DAYS` after an earlier one that was not cancelled.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate, TruncMonth

from crm.accounting.models import House
from crm.company.models import Employee
from crm.dispatch.domain.filtering import Wanted, narrowed
from crm.dispatch.enums import OPEN, Place, Source, Status
from crm.dispatch.models import Request
from crm.rights.models import Section
from identity.models import User
from tenants.context import current_tenant
from tenants.local_time import zone

REPEAT_DAYS = 30
MOST_BARS = 92  # days of a picture; a longer time is shown by months
MOST_ROWS = 50  # of a table: the longest ones stand first
_EMPTY = Wanted(state="all")


class Median(Aggregate):
    """The middle one of times, reckoned by the database."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Selection:
    """What of the requests is looked at; what is empty was not asked. `kept`: "in_time", "late" or ""."""

    wanted: Wanted = _EMPTY
    source: Source | None = None
    place: Place | None = None
    section: Section | None = None
    responsible: Employee | None = None
    author: User | None = None
    free: bool = False
    kept: str = ""
    returned: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Figures:
    """What a number of requests comes to; `known` are those of which it is known whether they were in time."""

    count: int = 0
    open: int = 0
    done: int = 0
    cancelled: int = 0
    in_time: int = 0
    late: int = 0
    returns: int = 0
    repeats: int = 0
    to_take: timedelta | None = None
    to_finish: timedelta | None = None

    @property
    def known(self) -> int:
        """In time or not: it is known."""
        return self.in_time + self.late

    @property
    def percent(self) -> int | None:
        """The share in time, whole percents, down: 100 means all of them. None while nothing is known."""
        return self.in_time * 100 // self.known if self.known else None


@dataclass(frozen=True)
class Line:
    """A line of a table: of what, and what it comes to. `key` is the number of the row that it is about."""

    label: str
    figures: Figures
    key: int | None = None


@dataclass(frozen=True)
class Day:
    """A day (or the first of a month): how many came in, and how many of them are done."""

    day: date
    count: int
    done: int


@dataclass(frozen=True)
class Analysis:
    """The whole of it."""

    total: Figures
    days: list[Day] = field(default_factory=list)
    by_month: bool = False
    types: list[Line] = field(default_factory=list)
    houses: list[Line] = field(default_factory=list)
    employees: list[Line] = field(default_factory=list)
    contractors: list[Line] = field(default_factory=list)


def selected(requests: QuerySet[Request], selection: Selection, *, user: User, now: datetime) -> QuerySet[Request]:
    """The requests of a selection, the newest first."""
    found = narrowed(requests, selection.wanted, user=user, now=now)
    if selection.kept:
        found = found.filter(_in_time() if selection.kept == "in_time" else _late(now))
    if selection.free:
        found = found.filter(is_paid=False)
    if selection.section:
        found = found.filter(house__section=selection.section)
    for name, value in (
        ("source", selection.source), ("place", selection.place), ("responsible", selection.responsible),
        ("created_by", selection.author),
    ):  # fmt: skip
        if value:
            found = found.filter(**{name: value})
    if selection.returned:
        found = found.filter(returns__gt=0)
    if selection.repeated:
        found = found.filter(_repeated())
    return found.order_by("-created_at", "-pk")


def analyse(found: QuerySet[Request], *, now: datetime, days: int | None) -> Analysis:
    """The figures of what was selected, for seven queries; `days`: how many it spans, None for an open span."""
    plain = found.order_by()
    by_month = days is None or days > MOST_BARS
    total = Figures(**plain.aggregate(**_figures(now)))
    if not total.count:
        return Analysis(total)
    return Analysis(
        total, _by_day(plain, by_month=by_month), by_month,
        types=_lines(plain, "type", "type__name", now),
        houses=_houses(plain, now),
        employees=_employees(plain, now),
        contractors=_lines(plain.filter(contractor__isnull=False), "contractor", "contractor__short_name", now),
    )  # fmt: skip


def _figures(now: datetime) -> dict[str, Any]:
    return {
        "count": Count("pk"),
        "open": Count("pk", filter=Q(status__in=OPEN)),
        "done": Count("pk", filter=Q(status=Status.DONE)),
        "cancelled": Count("pk", filter=Q(status=Status.CANCELLED)),
        "in_time": Count("pk", filter=_in_time()),
        "late": Count("pk", filter=_late(now)),
        "returns": Sum("returns", default=0),
        "repeats": Count("pk", filter=_repeated()),
        "to_take": Median(F("started_at") - F("created_at")),
        "to_finish": Median(F("finished_at") - F("created_at")),
    }


def _in_time() -> Q:
    return Q(status=Status.DONE, finished_at__lte=F("due_at"))


def _late(now: datetime) -> Q:
    return Q(status=Status.DONE, finished_at__gt=F("due_at")) | Q(status__in=OPEN, due_at__lt=now)


def _repeated() -> Q:
    """Of a stranger's flat nobody knows whether it is the same."""
    same_place = Q(account=OuterRef("account")) | (Q(account=None, place=OuterRef("place")) & ~Q(place=Place.FLAT))
    earlier = Request.objects.filter(
        same_place, house=OuterRef("house"), type=OuterRef("type"), created_at__lt=OuterRef("created_at"),
        created_at__gte=OuterRef("created_at") - timedelta(days=REPEAT_DAYS),
    ).exclude(status=Status.CANCELLED)  # fmt: skip
    return Q(Exists(earlier))


def _by_day(found: QuerySet[Request], *, by_month: bool) -> list[Day]:
    """Without gaps; a time longer than a picture holds by months."""
    here = zone(current_tenant().time_zone)
    trunc = TruncMonth("created_at", tzinfo=here) if by_month else TruncDate("created_at", tzinfo=here)
    rows = (
        found.annotate(day=trunc)
        .values("day")
        .annotate(count=Count("pk"), finished=Count("pk", filter=Q(status=Status.DONE)))
        .order_by("day")
    )
    days = [Day(_date(row["day"]), row["count"], row["finished"]) for row in rows]
    return _without_gaps(days, by_month=by_month)


def _date(moment: Any) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _without_gaps(days: list[Day], *, by_month: bool) -> list[Day]:
    if not days:
        return []
    known, day, whole = {one.day: one for one in days}, days[0].day, []
    while day <= days[-1].day:
        whole.append(known.get(day, Day(day, 0, 0)))
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1) if by_month else day + timedelta(days=1)
    return whole


def _grouped(found: Any, *names: str, now: datetime) -> list[dict[str, Any]]:
    """The figures of each value of the columns, the most requests first."""
    return list(found.values(*names).annotate(**_figures(now)).order_by("-count", *names)[:MOST_ROWS])


def _lines(found: QuerySet[Request], key: str, name: str, now: datetime) -> list[Line]:
    """By a column whose row has the name in a column of its own."""
    return [Line(row[name] or "без типа", _of(row), row[key]) for row in _grouped(found, key, name, now=now)]


def _houses(found: QuerySet[Request], now: datetime) -> list[Line]:
    rows = _grouped(found, "house", now=now)
    houses = House.objects.in_bulk([row["house"] for row in rows])
    return [Line(str(houses[row["house"]]), _of(row), row["house"]) for row in rows]


def _employees(found: QuerySet[Request], now: datetime) -> list[Line]:
    """By who does them now or did them to the end; of two who share a request each has it."""
    rows = _grouped(found.filter(hands__isnull=False, hands__released_at=None), "hands__employee", now=now)
    people = Employee.objects.select_related("user").in_bulk([row["hands__employee"] for row in rows])
    return [Line(str(people[row["hands__employee"]]), _of(row), row["hands__employee"]) for row in rows]


def _of(row: dict[str, Any]) -> Figures:
    return Figures(**{one.name: row[one.name] for one in fields(Figures)})

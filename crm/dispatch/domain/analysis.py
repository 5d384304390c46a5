"""«Анализ»: what any selection of requests comes to, by day, type, house and executor; the database does the sums.

«В срок» is counted among those of which it is known: finished ones with a deadline, and open ones whose deadline is
over. Times run from the registration by the clock on the wall, pauses and nights among them: so long the resident
waited. A repeat is a request about the same type and the same flat (or the same common place of the house) within
`REPEAT_DAYS` after an earlier one; cancelled ones do not count.
"""

from collections import Counter
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Max, Min, Q, QuerySet, Sum, Window
from django.db.models.functions import Lag, TruncDate, TruncMonth

from crm.accounting.models import House
from crm.company.models import Employee
from crm.dispatch.domain.days import day_of
from crm.dispatch.domain.filtering import Wanted, narrowed
from crm.dispatch.enums import OPEN, Place, Source, Status
from crm.dispatch.models import Request
from crm.rights.models import Section
from identity.models import User
from tenants.context import current_tenant
from tenants.local_time import zone

REPEAT_DAYS = 30
_REPEAT = timedelta(days=REPEAT_DAYS)
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
    """What a number of requests comes to. `repeats` are counted by type and house, not by who does them."""

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
        found = found.filter(pk__in=_repeated(selection.wanted.since, selection.wanted.until))
    return found.order_by("-created_at", "-pk")


def analyse(found: QuerySet[Request], *, now: datetime) -> Analysis:
    """The figures of what was selected, for eight queries however many there are."""
    plain = found.order_by()
    values = plain.aggregate(first=Min("created_at"), last=Max("created_at"), **_figures(now))
    first, last, total = values.pop("first"), values.pop("last"), Figures(**values)
    if not total.count:
        return Analysis(total)
    repeats = _repeats(plain, first, last)
    total = replace(total, repeats=sum(repeats.values()))
    by_month = (day_of(last) - day_of(first)).days >= MOST_BARS
    return Analysis(
        total, _by_day(plain, by_month=by_month), by_month,
        types=_with_repeats(_lines(plain, "type", "type__name", now), repeats, 1),
        houses=_with_repeats(_houses(plain, now), repeats, 0),
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
        "to_take": Median(F("started_at") - F("created_at")),
        "to_finish": Median(F("finished_at") - F("created_at")),
    }


def _in_time() -> Q:
    return Q(status=Status.DONE, finished_at__lte=F("due_at"))


def _late(now: datetime) -> Q:
    return Q(status=Status.DONE, finished_at__gt=F("due_at")) | Q(status__in=OPEN, due_at__lt=now)


def _repeated(since: datetime | None, until: datetime | None) -> QuerySet[Request, Any]:
    """Numbers of repeats among the requests of a time: one pass in the order of time, however many there are.

    Of a stranger's flat nobody knows whether it is the same.
    """
    pool = Request.objects.exclude(status=Status.CANCELLED).exclude(type=None).exclude(account=None, place=Place.FLAT)
    if since:
        pool = pool.filter(created_at__gte=since - _REPEAT)
    if until:
        pool = pool.filter(created_at__lte=until)
    same_place = [F(name) for name in ("house", "type", "account", "place")]
    before = Window(Lag("created_at"), partition_by=same_place, order_by="created_at")
    return pool.annotate(before=before).filter(before__gte=F("created_at") - _REPEAT).values("pk")


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


def _repeats(found: Any, first: datetime, last: datetime) -> Counter[tuple[int, int]]:
    """House and type → how many repeats."""
    repeated = found.filter(pk__in=_repeated(first, last))
    rows = repeated.values_list("house", "type").annotate(Count("pk"))
    return Counter({(house, kind): count for house, kind, count in rows})


def _with_repeats(lines: list[Line], repeats: Counter[tuple[int, int]], part: int) -> list[Line]:
    """The lines with their repeats; `part` of the key is what the lines are by."""
    sums = Counter[int]()
    for key, count in repeats.items():
        sums[key[part]] += count
    return [replace(line, figures=replace(line.figures, repeats=sums[line.key or 0])) for line in lines]


def _of(row: dict[str, Any]) -> Figures:
    return Figures(**{one.name: row[one.name] for one in fields(Figures) if one.name in row})

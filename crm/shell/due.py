"""«Дедлайн»: what is due for a person, by day. Each module registers its own source; the page asks them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from identity.may import may
from identity.models import User

MOST = 100  # rows of one source


@dataclass(frozen=True)
class Due:
    """Something that is to be done by a day: what, and the address of its screen. `at`: the hour, if it has one."""

    day: date
    title: str
    url: str
    detail: str = ""
    at: str = ""


@dataclass(frozen=True)
class DueSource:
    """Where rows come from: one bounded query for what is due for this person up to a day, the overdue included."""

    code: str
    order: int
    label: str
    action: str
    rows: Callable[[User, date], Iterable[Due]]


@dataclass(frozen=True)
class DueDay:
    """A day with what is due; what is overdue stands together in the first one, without a date."""

    day: date | None
    rows: list[tuple[str, Due]]


_sources: dict[str, DueSource] = {}


def register(source: DueSource) -> None:
    """Add a source; modules call this when their app is ready."""
    _sources[source.code] = source


def due_for(user: User, *, today: date, until: date) -> list[DueDay]:
    """What is due up to `until`, by day, with the words of its source."""
    late: list[tuple[str, Due]] = []
    by_day: dict[date, list[tuple[str, Due]]] = {}
    for source in sorted(_sources.values(), key=lambda one: one.order):
        if not may(user, source.action):
            continue
        for row in list(source.rows(user, until))[:MOST]:
            (late if row.day < today else by_day.setdefault(row.day, [])).append((source.label, row))
    days = [DueDay(day, sorted(rows, key=lambda pair: pair[1].at or "~")) for day, rows in sorted(by_day.items())]
    return [DueDay(None, sorted(late, key=lambda pair: pair[1].day)), *days] if late else days


def may_see_due(user: User) -> bool:
    """True if any source may answer this person."""
    return any(may(user, source.action) for source in _sources.values())

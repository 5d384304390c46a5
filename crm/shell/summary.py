"""Lines of the morning summary: each module registers its own; every line leads to the rows behind it.

Who gets which line is decided twice: by the role, for what that role looks at in the morning, and by the right, for
what the person may see at all.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from crm.rights.enums import Role
from crm.shell.figures import FigureSource
from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class SummarySource:
    """Where a line comes from.

    `value` asks the database (one bounded query) for what this person may see, in words; an empty one is no line.
    `query` goes behind the address, a function where it depends on the day. A line that is no `is_reason` stands
    beside others but is not worth a letter by itself. `urgent`: it stands out.
    """

    code: str
    order: int
    label: str
    url_name: str
    action: str
    roles: frozenset[Role]
    value: Callable[[User], str]
    query: str | Callable[[], str] = ""
    is_reason: bool = True
    urgent: bool = False


@dataclass(frozen=True)
class SummaryLine:
    """A line as one person gets it; `url` without the host."""

    label: str
    value: str
    url: str
    is_reason: bool = True
    urgent: bool = False


_sources: dict[str, SummarySource] = {}


def register(*sources: SummarySource) -> None:
    """Add lines; modules call this when their app is ready."""
    _sources.update({source.code: source for source in sources})


def as_line(figure: FigureSource, *, order: int, roles: frozenset[Role], is_reason: bool = True) -> SummarySource:
    """A figure of the desk as a line of the summary."""
    return SummarySource(
        figure.code, order, figure.label, figure.url_name, figure.action, roles, figure.value, query=figure.query,
        is_reason=is_reason, urgent=figure.urgent,
    )  # fmt: skip


def offered_to(user: User, role: Role) -> list[str]:
    """What the summary of this person may speak of, in words, each once."""
    return list(dict.fromkeys(source.label for source in _sources_of(user, role)))


def lines_for(user: User, role: Role) -> list[SummaryLine]:
    """What there is to say to this person now, in order; a query for each line."""
    return [
        SummaryLine(source.label, value, _url(source), source.is_reason, source.urgent)
        for source in _sources_of(user, role)
        if (value := source.value(user))
    ]


def _sources_of(user: User, role: Role) -> list[SummarySource]:
    found = [source for source in _sources.values() if role in source.roles and may(user, source.action)]
    return sorted(found, key=lambda source: source.order)


def _url(source: SummarySource) -> str:
    query = source.query if isinstance(source.query, str) else source.query()
    return reverse(source.url_name) + query

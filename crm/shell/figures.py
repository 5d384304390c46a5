"""Figures of the desk: each module registers its own; every figure leads to the rows behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class FigureSource:
    """Where a figure comes from.

    `value` asks the database (one bounded query) for what this person may see, in words; an empty one is not shown.
    `query` goes behind the address ("?contract=ending"): a figure leads to the rows that it counts. `urgent`: shown
    only when something asks for attention.
    """

    code: str
    order: int
    label: str
    url_name: str
    action: str
    value: Callable[[User], str]
    query: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure as one person sees it."""

    label: str
    value: str
    url: str
    urgent: bool = False


_sources: dict[str, FigureSource] = {}


def register(source: FigureSource) -> None:
    """Add a figure; modules call this when their app is ready."""
    _sources[source.code] = source


def figures_for(user: User) -> list[Figure]:
    """The figures whose rows this person may see, in order."""
    return [
        Figure(source.label, value, reverse(source.url_name) + source.query, source.urgent)
        for source in sorted(_sources.values(), key=lambda source: source.order)
        if may(user, source.action) and (value := source.value(user))
    ]

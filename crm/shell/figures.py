"""Figures of the desk: each module registers its own; every figure leads to the rows behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class FigureSource:
    """Where a figure comes from. `value` asks the database (one bounded query) for what this person may see."""

    code: str
    order: int
    label: str
    url_name: str
    action: str
    value: Callable[[User], str]


@dataclass(frozen=True)
class Figure:
    """A figure as one person sees it."""

    label: str
    value: str
    url: str


_sources: dict[str, FigureSource] = {}


def register(source: FigureSource) -> None:
    """Add a figure; modules call this when their app is ready."""
    _sources[source.code] = source


def figures_for(user: User) -> list[Figure]:
    """The figures whose rows this person may see, in order."""
    return [
        Figure(source.label, source.value(user), reverse(source.url_name))
        for source in sorted(_sources.values(), key=lambda source: source.order)
        if may(user, source.action)
    ]

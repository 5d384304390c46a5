"""What stands on the page of a house. A package adds a section of its own when its app is ready:

    sections.register(Section("disclosure", 50, "Раскрытие информации", "site/parts/house_disclosure.html", content))

`content` gives what its template needs, or None: a section without content is not there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from crm.accounting.models import House

Content = Callable[[House, HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class Section:
    """A part of the page. `code` is its anchor; the template gets `house` and what `content` gave as `shown`."""

    code: str
    order: int
    title: str
    template: str
    content: Content


@dataclass(frozen=True)
class Filled:
    """A section with its content for one house."""

    section: Section
    shown: dict[str, Any]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section; one of the same code takes its place."""
    _sections[section.code] = section


def of(house: House, request: HttpRequest) -> list[Filled]:
    """The sections that have something to say of the house, in order."""
    ordered = sorted(_sections.values(), key=lambda section: section.order)
    filled = [(section, section.content(house, request)) for section in ordered]
    return [Filled(section, shown) for section, shown in filled if shown]

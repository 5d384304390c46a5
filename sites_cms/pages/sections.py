"""Sections of the site that are no Wagtail pages: told by packages above when their app is ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A section of the menu. `is_there` asks the database once: one without content is not shown.

    `addresses` are its paths for search engines, asked only of one that is there.
    """

    title: str
    url_name: str
    is_there: Callable[[], bool]
    addresses: Callable[[], Iterable[str]]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section."""
    _sections[section.url_name] = section


def shown() -> list[Section]:
    """The sections that have something to show, in the order of the calls."""
    return [section for section in _sections.values() if section.is_there()]

"""Sections of the site that are no Wagtail pages: told by packages above when their app is ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet
from wagtail.models import Site


@dataclass(frozen=True)
class Section:
    """A section of the menu. `rows` are what it shows: one without any is not there.

    `addresses` are its paths for search engines, asked only of one that is there.
    """

    title: str
    url_name: str
    rows: Callable[[], QuerySet[Any]]
    addresses: Callable[[], Iterable[str]]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section."""
    _sections[section.url_name] = section


def shown() -> list[Section]:
    """The sections that have something to show, in the order of the calls: one query for all of them."""
    sections = list(_sections.values())
    asked = {f"section_{number}": Exists(section.rows()) for number, section in enumerate(sections)}
    # Beside the site's only record: Django asks nothing without a table.
    answers = next(iter(Site.objects.annotate(**asked).order_by().values_list(*asked)[:1]), ())
    return [section for section, is_there in zip(sections, answers, strict=False) if is_there]

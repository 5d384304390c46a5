"""Where the disclosure stands on a company's site."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from crm.accounting.models import House
from sites_cms.disclosure.declarations import FORMS, Scope, forms_of
from sites_cms.disclosure.domain import reading
from sites_cms.disclosure.domain.places import Place
from sites_cms.houses import sections as of_houses
from sites_cms.pages import sections

MOST_ADDRESSES = 5_000
TITLE = "Раскрытие информации"


def path_of(place: Place) -> str:
    """The plain address of a form: «/raskrytie/1-2/2025/», «/raskrytie/dom-12/2-1/»."""
    part, number = place.form.code.split(".")
    arguments: dict[str, object] = {"part": part, "number": number}
    name = "site_disclosure"
    if place.house:
        name, arguments = f"{name}_house", arguments | {"house": place.house.pk}
    name = f"{name}_form"
    if place.year:
        name, arguments = f"{name}_year", arguments | {"year": place.year}
    return reverse(name, kwargs=arguments)


def addresses() -> Iterator[str]:
    """Every address of the section, for search engines."""
    return islice(_addresses(), MOST_ADDRESSES)


def _addresses() -> Iterator[str]:
    yield reverse("site_disclosure")
    for (code, year), sheet in reading.sheets_of_company().items():
        if sheet.has_anything:
            yield path_of(Place(FORMS[code], None, year))
    for house in House.objects.order_by("pk")[: reading.MOST_HOUSES]:
        yield reverse("site_disclosure_house", args=[house.pk])
        yield from (path_of(Place(form, house)) for form in forms_of(Scope.HOUSE) if not form.yearly)


def of_house(house: House, _: HttpRequest) -> dict[str, Any] | None:
    """What the page of a house says of it: where its forms are."""
    return {"url": reverse("site_disclosure_house", args=[house.pk])} if reading.is_anything_filled() else None


def register() -> None:
    """Put the section into the site's menu and sitemap, and onto the page of each house."""
    sections.register(sections.Section(TITLE, "site_disclosure", reading.filled, addresses))
    of_houses.register(of_houses.Section("raskrytie", 50, TITLE, "site/parts/house_disclosure.html", of_house))

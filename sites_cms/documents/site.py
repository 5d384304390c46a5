"""Where documents stand on a company's site."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from crm.accounting.models import House
from sites_cms.documents.domain import queries
from sites_cms.documents.domain.visitors import ANYBODY, visitor_of
from sites_cms.documents.views import path_of
from sites_cms.houses import sections as of_houses
from sites_cms.pages import sections

TITLE = "Документы"


def addresses() -> Iterator[str]:
    """Every address of the section, for search engines."""
    yield reverse("site_documents")
    for shelf in queries.shelves(ANYBODY, None):
        yield path_of(shelf.folder)
        yield from (path_of(below.folder) for below in queries.shelves(ANYBODY, shelf.folder))
    for house in queries.houses(ANYBODY)[: queries.MOST_HOUSES]:
        yield reverse("site_documents_house", args=[house.pk])


def of_house(house: House, request: HttpRequest) -> dict[str, Any] | None:
    """What the page of a house says of its papers."""
    visitor, theirs = visitor_of(request), Q(house=house)
    documents = list(queries.readable(visitor).filter(theirs)[: queries.ON_HOUSE_PAGE])
    hidden = queries.hidden(visitor, theirs)
    if not (documents or hidden):
        return None
    words = queries.hidden_words(hidden, alone=not documents)
    return {"documents": documents, "hidden_words": words, "url": reverse("site_documents_house", args=[house.pk])}


def register() -> None:
    """Put the section into the site's menu and sitemap, and onto the page of each house."""
    sections.register(sections.Section(TITLE, "site_documents", queries.shown, addresses))
    of_houses.register(of_houses.Section("dokumenty", 45, TITLE, "site/parts/house_documents.html", of_house))

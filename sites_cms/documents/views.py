"""«Документы» on a company's site, and any version of a file for those who keep them."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.accounting.models import House
from crm.rights.views import require_action
from files.sending import send_private
from sites_cms.documents.domain import queries
from sites_cms.documents.domain.queries import Shelf
from sites_cms.documents.domain.visitors import visitor_of
from sites_cms.documents.models import Document, Folder
from sites_cms.documents.rights import MANAGE_DOCUMENTS
from sites_cms.pages import context as site
from tenants.finding import LONGEST


@require_safe
def section(request: HttpRequest) -> HttpResponse:
    """Folders, what lies outside of them, houses with papers of their own."""
    if not queries.is_anything_shown():
        raise Http404("Nothing is shown yet")
    visitor = visitor_of(request)
    own = Q(folder=None, house=None)
    shown = {
        "title": "Документы",
        "description": "Документы компании и домов: уставы, протоколы, договоры, отчёты.",
        "shelves": _linked(queries.shelves(visitor, None)),
        "documents": _page(request, queries.readable(visitor).filter(own)),
        "houses": queries.houses(visitor)[: queries.MOST_HOUSES],
        "hidden": queries.hidden(visitor, own),
    }
    return _show(request, "documents.html", shown)


@require_safe
def folder(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    """A folder: folders in it, then its documents. An address with other words leads to the right one."""
    found = get_object_or_404(Folder.objects.select_related("parent"), pk=pk)
    if words != queries.words(found):
        return redirect(path_of(found), permanent=True)
    visitor = visitor_of(request)
    inside = Q(folder=found)
    shelves, hidden = queries.shelves(visitor, found), queries.hidden(visitor, inside)
    documents = queries.readable(visitor).filter(inside)
    page = _page(request, documents)
    if not (shelves or hidden or page.paginator.count):
        raise Http404("Nothing is in this folder")
    shown = {
        "title": found.title,
        "description": f"{found.title}: документы компании.",
        "folder": found,
        "above": (found.parent.title, path_of(found.parent)) if found.parent else None,
        "shelves": _linked(shelves),
        "documents": page,
        "hidden": hidden,
    }
    return _show(request, "documents_folder.html", shown)


@require_safe
def of_house(request: HttpRequest, house: int) -> HttpResponse:
    """Papers of a house."""
    found = get_object_or_404(House, pk=house)
    visitor, theirs = visitor_of(request), Q(house=found)
    page, hidden = _page(request, queries.readable(visitor).filter(theirs)), queries.hidden(visitor, theirs)
    if not (hidden or page.paginator.count):
        raise Http404("The house has no documents")
    shown = {
        "title": f"{found.address}: документы",
        "description": f"Документы дома {found}.",
        "house": found,
        "documents": page,
        "hidden": hidden,
    }
    return _show(request, "documents_folder.html", shown)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search by any form of a word among what the visitor may read."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    if not asked:
        return redirect("site_documents")
    shown = {"title": "Поиск в документах", "asked": asked, "found": queries.find(asked, visitor_of(request))}
    answer = _show(request, "documents_found.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """A file, for whom it is: to others it answers as one that does not exist."""
    found = get_object_or_404(queries.shown(), pk=pk)
    if found.ending != ending or not visitor_of(request).may_read(found):
        raise Http404("No such document for this visitor")
    return send_private(request, str(found.file.name), as_name=_name(found))


@require_action(MANAGE_DOCUMENTS)
@require_safe
def kept_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Any version of a file, on the site or not."""
    found = get_object_or_404(Document, pk=pk)
    return send_private(request, str(found.file.name), as_name=found.file_name)


def path_of(folder: Folder) -> str:
    """The address of a folder."""
    return reverse("site_documents_folder", args=[folder.pk, queries.words(folder)])


def _linked(shelves: Iterable[Shelf]) -> list[tuple[Shelf, str]]:
    return [(shelf, path_of(shelf.folder)) for shelf in shelves]


def _name(document: Document) -> str:
    """Saved under its title, which people know it by."""
    return f"{document.title}.{document.ending}"


def _page(request: HttpRequest, documents: QuerySet[Document]) -> Page:
    return Paginator(documents, queries.ON_PAGE).get_page(request.GET.get("page"))


def _show(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    around: dict[str, Any] = site.around(request) | {"canonical_query": ""} | shown
    page = around.get("documents")
    if page is not None:
        is_alone = not (page.paginator.count or around.get("shelves"))
        around["hidden_words"] = queries.hidden_words(around["hidden"], alone=is_alone)
        around |= site.pager(page)
    return site.vary(render(request, site.template(request, name), around))

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from crm.journal import rights
from crm.journal.domain import queries, showing
from crm.journal.exports import export
from crm.journal.forms import JournalFilter
from crm.rights.views import require_action
from files.spreadsheets import CSV, XLSX
from identity.may import may
from identity.proof import require_fresh_proof
from tenants.errors import DomainError


@require_action(rights.SEE_JOURNAL)
def journal(request: HttpRequest) -> HttpResponse:
    """«Журнал действий»: newest first, cut by what was asked."""
    form = JournalFilter(request.GET)
    page = queries.page_of(
        queries.find(form.sought()), before=_number(request, "before"), after=_number(request, "after")
    )
    urls = showing.urls_for(page.entries, user=request.user)  # type: ignore[arg-type]  # staff only
    context: dict[str, Any] = {
        "form": form,
        "shown": [
            replace(one, url=urls.get((one.entry.object_type, one.entry.object_id), ""))
            for one in showing.show(page.entries)
        ],
        "page": page,
        "asked": _asked(request),
        "is_filtered": bool(form.told()),
        "only": _only(form, page.entries),
        "may_export": may(request.user, rights.EXPORT_JOURNAL),
    }
    return render(request, "journal/journal.html", context)


@require_action(rights.EXPORT_JOURNAL)
@require_fresh_proof
def export_journal(request: HttpRequest, form: str) -> HttpResponseBase:
    """What is filtered, as XLSX or CSV."""
    if form not in (CSV, XLSX):
        raise Http404
    asked = JournalFilter(request.GET)
    try:
        return export(queries.find(asked.sought()), form=form, filters=asked.told(), by=request.user)  # type: ignore[arg-type]  # staff only
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('journal')}?{_asked(request)}")


def _asked(request: HttpRequest) -> str:
    """The filters as they go into links; where the page begins is not one."""
    asked = request.GET.copy()
    for name in ("before", "after"):
        asked.pop(name, None)
    return asked.urlencode()


def _only(form: JournalFilter, entries: list[Any]) -> str:
    """«Сотрудник: Иванова Нина», when the journal is cut to one object."""
    key = form.cleaned_data.get("object", "")
    if not key:
        return ""
    label, _, number = key.partition(":")
    text = entries[0].object_text if entries else f"№ {number}"
    return f"{showing.name_of_type(label)}: {text}"


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and len(text) < 19 else None

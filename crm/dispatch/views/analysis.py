"""«Диспетчерская — Анализ»."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from crm.dispatch import acts, charts, rights
from crm.dispatch.domain import analysis, listing
from crm.dispatch.domain.analysis import Line
from crm.dispatch.domain.paper import for_paper
from crm.dispatch.domain.queries import requests_for, with_rows
from crm.dispatch.forms.analysis import AnalysisFilter
from crm.dispatch.models import Request
from crm.dispatch.views.journal import refuse_too_much
from crm.journal.domain.entries import record_export
from crm.rights.views import require_action
from crm.shell.paging import CountedPaginator
from files import spreadsheets
from identity.proof import require_fresh_proof
from tenants.errors import DomainError
from tenants.replica import replica

PER_PAGE = 50


@require_action(rights.SEE_ANALYSIS)
def request_analysis(request: HttpRequest) -> HttpResponse:
    """Totals, pictures and the requests themselves."""
    user: Any = request.user
    form, now = AnalysisFilter(request.GET, user=user), timezone.now()
    found = _selected(form, user)
    figures = analysis.analyse(found, now=now)
    asked = request.GET.copy()
    asked.pop("p", None)
    context = {
        "form": form, "figures": figures, "total": figures.total, "now": now,
        "columns": charts.columns(figures.days), "wide": charts.WIDE, "high": charts.HIGH, "view_box": charts.VIEW_BOX,
        "parts": [
            _part("По типам", "type", figures.types, asked),
            _part("По домам", "house", figures.houses, asked),
            _part("По исполнителям", "executor", figures.employees, asked),
            _part("По подрядчикам", "contractor", figures.contractors, asked),
        ],
        "most": analysis.MOST_ROWS, "asked": asked.urlencode(), "is_asked": bool(asked),
        "page": CountedPaginator(with_rows(found), PER_PAGE, total=figures.total.count).get_page(request.GET.get("p")),
    }  # fmt: skip
    return render(request, "dispatch/analysis.html", context)


@require_action(rights.SEE_ANALYSIS)
@require_fresh_proof
def export_request_analysis(request: HttpRequest, form: str) -> HttpResponseBase:
    """What is shown, as XLSX or CSV."""
    if form not in {spreadsheets.XLSX, spreadsheets.CSV}:
        raise Http404
    user: Any = request.user
    asked = AnalysisFilter(request.GET, user=user)
    found = for_paper(_selected(asked, user), user=user).using(replica())
    count = found.count()
    try:
        refuse_too_much(count, form)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('request_analysis')}?{request.GET.urlencode()}")
    record_export(
        action=acts.EXPORT_ANALYSIS, what=Request, by=user, rows=count, filters=asked.told(), form=form.upper()
    )
    rows, name = listing.lines(found, now=timezone.now()), f"zayavki-{timezone.localdate():%Y-%m-%d}"
    return spreadsheets.as_file(form, name=name, headings=listing.HEADINGS, rows=rows)


def _selected(form: AnalysisFilter, user: Any) -> QuerySet[Request]:
    return analysis.selected(requests_for(user, rights.SEE_ANALYSIS), form.selection, user=user, now=timezone.now())


def _part(title: str, name: str, lines: list[Line], asked: QueryDict) -> dict[str, Any]:
    """A picture and its table; each line leads to its own requests."""
    return {
        "title": title, "name": name, "repeats": name in {"type", "house"},
        "rows": [(bar, _narrowed(asked, name, bar.line.key)) for bar in charts.bars(lines)],
    }  # fmt: skip


def _narrowed(asked: QueryDict, name: str, key: int | None) -> str:
    if key is None:
        return ""
    there = asked.copy()
    there[name] = str(key)
    return there.urlencode()

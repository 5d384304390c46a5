from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from crm.meters import rights
from crm.meters.domain import history
from crm.meters.forms.history import HistoryFilter
from crm.meters.models import Meter
from crm.meters.reading_exports import export_history
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from files.spreadsheets import CSV, XLSX
from identity.proof import require_fresh_proof
from tenants.errors import DomainError


@require_action(rights.SEE_READINGS)
def meter_history(request: HttpRequest) -> HttpResponse:
    """«История показаний»: newest first, cut by what was asked."""
    form = HistoryFilter(request.GET, user=request.user)  # type: ignore[arg-type]  # staff
    sought = form.sought()
    page = history.page_of(
        history.find(sought, user=request.user),  # type: ignore[arg-type]  # staff
        before=_number(request, "before"), after=_number(request, "after"),
    )  # fmt: skip
    only = None
    if sought.meter_id:
        meters = within(Meter.objects.all(), rights.SEE_METERS, user=request.user)  # type: ignore[arg-type]  # staff
        only = meters.filter(pk=sought.meter_id).first()
    context = {
        "form": form,
        "shown": history.shown(page.events),
        "page": page,
        "asked": _asked(request),
        "is_filtered": bool(form.told()),
        "only": only,
        "export_query": _export_query(sought),
    }
    return render(request, "meters/history.html", context)


@require_action(rights.SEE_READINGS)
@require_fresh_proof
def export_meter_history(request: HttpRequest, form: str) -> HttpResponseBase:
    """What is filtered, as XLSX or CSV."""
    if form not in (CSV, XLSX):
        raise Http404
    asked = HistoryFilter(request.GET, user=request.user)  # type: ignore[arg-type]  # staff
    try:
        found = history.find(asked.sought(), user=request.user)  # type: ignore[arg-type]  # staff
        return export_history(found, form=form, filters=asked.told(), by=request.user)  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('meter_history')}?{_asked(request)}")


def _export_query(sought: history.Sought) -> str:
    """Month and house, for the screen of exports."""
    days = history.days_of(sought) if sought.month else None
    parts = [f"month={days[0]:%Y-%m}" if days else "", f"house={sought.house_id}" if sought.house_id else ""]
    return "&".join(part for part in parts if part)


def _asked(request: HttpRequest) -> str:
    """The filters as they go into links; where the page begins is not one."""
    asked = request.GET.copy()
    for name in ("before", "after"):
        asked.pop(name, None)
    return asked.urlencode()


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and len(text) < 19 else None

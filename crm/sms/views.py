from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from crm.accounting.models import House
from crm.rights.views import require_action
from crm.shell.paging import CountedPaginator
from crm.sms import rights
from crm.sms.domain.rows import own_houses
from crm.sms.exports import export
from crm.sms.forms import LimitForm, SmsFilter
from files.spreadsheets import CSV, XLSX
from identity.may import may
from identity.phones import show_phone
from identity.proof import require_fresh_proof
from sms.domain.queries import Totals, messages_of, totals
from sms.domain.sending import funds
from sms.enums import HELD, State
from sms.models import Message
from tenants.context import current_tenant
from tenants.errors import DomainError

PER_PAGE = 50


@dataclass(frozen=True)
class Shown:
    """A line of the list."""

    message: Message
    phone: str
    house: str
    is_held: bool
    history: list[tuple[str, datetime, str]]


@require_action(rights.SEE_SMS)
def messages(request: HttpRequest) -> HttpResponse:
    """«Кому отправляли и сколько это стоило»: three sums above, the messages below."""
    tenant, user = current_tenant(), request.user
    form = SmsFilter(request.GET, user=user)  # type: ignore[arg-type]  # staff only
    found = messages_of(tenant, form.sought(), houses=own_houses(user))  # type: ignore[arg-type]  # staff only
    sums: Totals = totals(found)
    page = CountedPaginator(found, PER_PAGE, total=sums.messages).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        "form": form,
        "totals": sums,
        "page": page,
        "shown": _shown(list(page)),
        "funds": funds(tenant),
        "asked": _asked(request),
        "may_export": may(user, rights.EXPORT_SMS),
        "may_set_limit": may(user, rights.SET_LIMIT),
    }
    return render(request, "sms/messages.html", context)


@require_action(rights.EXPORT_SMS)
@require_fresh_proof
def export_messages(request: HttpRequest, form: str) -> HttpResponseBase:
    """What is filtered, as XLSX or CSV."""
    if form not in (CSV, XLSX):
        raise Http404
    user: Any = request.user
    asked = SmsFilter(request.GET, user=user)
    found = messages_of(current_tenant(), asked.sought(), houses=own_houses(user, rights.EXPORT_SMS))
    try:
        return export(found, form=form, filters=asked.told(), by=user)
    except DomainError as error:
        notes.error(request, str(error))
        return redirect(f"{reverse('crm_sms:messages')}?{_asked(request)}")


@require_action(rights.SET_LIMIT)
def limit(request: HttpRequest) -> HttpResponse:
    """«Месячный лимит»."""
    now = funds(current_tenant())
    form = LimitForm(request.POST or None, initial={"limit": now.limit})
    if request.method == "POST" and form.is_valid():
        form.apply(by=request.user)  # type: ignore[arg-type]  # staff only
        notes.success(request, "Лимит сохранён.")
        return redirect("crm_sms:messages")
    return render(request, "sms/limit.html", {"form": form, "funds": now})


def _shown(rows: list[Message]) -> list[Shown]:
    houses = House.objects.in_bulk({row.house for row in rows if row.house})
    return [
        Shown(
            message=row,
            phone="номер стёрт" if row.erased_at else show_phone(row.phone),
            house=str(houses[row.house]) if row.house in houses else "",
            is_held=row.state in HELD,
            history=[
                (State(state).label, localtime(datetime.fromisoformat(when)), told) for state, when, told in row.history
            ],
        )
        for row in rows
    ]


def _asked(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("p", None)
    return asked.urlencode()

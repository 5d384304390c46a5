"""Papers as PDF: work orders, the act and the invoice of a paid request."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from crm.company.models import Profile
from crm.dispatch import acts, rights
from crm.dispatch.domain import paid_paper, paper
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.forms.papers import OrdersForm
from crm.dispatch.models import Request
from crm.journal.domain.entries import record_export
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.SEE_REQUESTS)
def work_order(request: HttpRequest, number: int) -> HttpResponse:
    """«Распечатать наряд»."""
    found = _found(request, number)
    return as_pdf(paper.orders_pdf([found], Profile.load(request)), f"naryad-{number}")


@require_action(rights.SEE_REQUESTS)
def print_orders(request: HttpRequest) -> HttpResponse:
    """«Наряды на день»: which day and whose; how many there are."""
    user: Any = request.user
    form = OrdersForm(request.GET, user=user)
    day, executor = form.chosen
    found = paper.orders_of_day(requests_for(user), day, executor=executor, now=timezone.now())
    context = {
        "form": form, "day": day, "count": found.count(), "most": paper.MOST_ORDERS,
        "query": f"day={day:%Y-%m-%d}" + (f"&executor={executor.pk}" if executor else ""),
    }  # fmt: skip
    return render(request, "dispatch/print_orders.html", context)


@require_action(rights.SEE_REQUESTS)
def work_orders(request: HttpRequest) -> HttpResponse:
    """The orders of a day, or of the requests whose numbers are given (`?number=12&number=15`), in one file."""
    user: Any = request.user
    numbers = [int(number) for number in request.GET.getlist("number") if number.isdigit() and len(number) < 10]
    form = OrdersForm(request.GET, user=user)
    day, executor = form.chosen
    requests = requests_for(user)
    if numbers:
        found, told, name = requests.filter(number__in=numbers).order_by("number"), "по номерам", "naryady"
    else:
        found = paper.orders_of_day(requests, day, executor=executor, now=timezone.now())
        told, name = f"{day:%d.%m.%Y}", f"naryady-{day:%Y-%m-%d}"
    try:
        content, count = paper.orders_as_pdf(found, Profile.load(request), user=user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('print_orders')}?{request.GET.urlencode()}")
    filters = {"Наряды": told, **({"Исполнитель": str(executor)} if executor and not numbers else {})}
    record_export(action=acts.PRINT_ORDERS, what=Request, by=user, rows=count, filters=filters, form="PDF")
    return as_pdf(content, name)


@require_action(rights.SEE_REQUESTS)
def request_act(request: HttpRequest, number: int) -> HttpResponse:
    """The act of completed work."""
    return _paid(request, number, paid_paper.act_as_pdf, "akt")


@require_action(rights.SEE_REQUESTS)
def request_invoice(request: HttpRequest, number: int) -> HttpResponse:
    """The invoice with the payment QR."""
    return _paid(request, number, paid_paper.invoice_as_pdf, "schet")


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _paid(request: HttpRequest, number: int, make: Callable[[Request, Profile], bytes], name: str) -> HttpResponse:
    found = _found(request, number)
    try:
        return as_pdf(make(found, Profile.load(request)), f"{name}-{number}")
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("request_page", number)


def _found(request: HttpRequest, number: int) -> Request:
    user: Any = request.user
    return get_object_or_404(paper.for_paper(requests_for(user), user=user), number=number)

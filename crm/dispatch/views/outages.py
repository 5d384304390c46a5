"""What is done with an outage from its page, and what a dispatcher says to whoever calls from a house."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from crm.accounting.models import House
from crm.dispatch import rights
from crm.dispatch.domain import outages
from crm.dispatch.domain.outage_queries import MOST_REQUESTS, outages_at
from crm.dispatch.domain.outage_words import stage_of
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.forms.outages import EndForm, ReasonForm
from crm.dispatch.models import Outage
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.MANAGE_OUTAGES)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """«Закончилось»: when."""
    outage = get_object_or_404(Outage, pk=pk)
    form = EndForm(request.POST or None, initial={"at": timezone.now(), "version": outage.version})
    return _act(
        request, outage, form, title="Отключение закончилось", button="Закончилось",
        done="Отмечено: отключение закончилось. Заявки, присоединённые к нему, закройте на доске.",
        act=lambda data: outages.end_outage(outage, at=data["at"], by=request.user, version=data["version"]),  # type: ignore[arg-type]  # staff
    )  # fmt: skip


@require_action(rights.MANAGE_OUTAGES)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отменить»: why."""
    outage = get_object_or_404(Outage, pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": outage.version})
    return _act(
        request, outage, form, title="Отменить отключение", button="Отменить отключение",
        done="Отключение отменено.",
        act=lambda data: outages.cancel_outage(outage, by=request.user, **data),  # type: ignore[arg-type]  # staff
    )  # fmt: skip


@require_action(rights.MANAGE_OUTAGES)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """«Открыть снова»: why."""
    outage = get_object_or_404(Outage, pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": outage.version})
    return _act(
        request, outage, form, title="Открыть отключение снова", button="Открыть снова",
        done="Отключение снова идёт.",
        act=lambda data: outages.reopen_outage(outage, by=request.user, **data),  # type: ignore[arg-type]  # staff
    )  # fmt: skip


@require_action(rights.EDIT_REQUESTS)
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Join the ticked requests: all of them or, if one cannot be, none."""
    outage, user = get_object_or_404(Outage, pk=pk), request.user
    numbers = [int(number) for number in request.POST.getlist("number") if number.isdigit()][:MOST_REQUESTS]
    found = requests_for(user, rights.EDIT_REQUESTS).filter(number__in=numbers).order_by("number")  # type: ignore[arg-type]  # staff
    joined = 0
    try:
        with transaction.atomic():
            for one in found:
                outages.join_to_outage(one, outage, by=user)  # type: ignore[arg-type]  # staff
                joined += 1
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("outages:inspect", pk)
    if joined:
        messages.success(request, f"Присоединено заявок: {joined}.")
    else:
        messages.warning(request, "Отметьте заявки, которые об этом отключении.")
    return redirect("outages:inspect", pk)


@require_action(rights.EDIT_REQUESTS)
@require_POST
def part(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """«Отделить»: the request was about something else."""
    rows = requests_for(request.user, rights.EDIT_REQUESTS).filter(outage=pk)  # type: ignore[arg-type]  # staff
    found = get_object_or_404(rows, number=number)
    outages.part_from_outage(found, by=request.user)  # type: ignore[arg-type]  # staff
    messages.success(request, f"{found} больше не связана с этим отключением.")
    return redirect("outages:inspect", pk)


@require_action(rights.SEE_OUTAGES)
def outages_here(request: HttpRequest) -> HttpResponse:
    """What goes on at a place (`?house=&entrance=&riser=`), with the sentence to say; a fragment."""
    house = get_object_or_404(House, pk=_number(request, "house") or 0)
    here = outages_at(house, entrance=_number(request, "entrance"), riser=_number(request, "riser"))
    now = timezone.now()
    shown = [(one, stage_of(one.outage, now)) for one in here]
    return render(request, "dispatch/outages_here.html", {"here": shown, "house": house})


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and len(text) < 10 else None


def _act(
    request: HttpRequest, outage: Outage, form: Any, *, title: str, button: str, done: str,
    act: Callable[[dict[str, Any]], Outage],
) -> HttpResponse:  # fmt: skip
    """Ask, do, go back to the outage; what is wrong stays on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, done)
            return redirect("outages:inspect", outage.pk)
    context = {"outage": outage, "form": form, "title": title, "button": button}
    return render(request, "dispatch/outage_act.html", context, status=422 if form.is_bound else 200)

"""What is done with a meter from its page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from crm.meters import rights
from crm.meters.domain import choosing, meters, queries
from crm.meters.domain.readings import Entry, NeedsConfirmation, hand_in
from crm.meters.enums import Source
from crm.meters.forms.meters import CheckForm, ReadForm, ReplaceForm, StopForm
from crm.meters.models import Meter
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.EDIT_METERS)
def stop_meter(request: HttpRequest, pk: int) -> HttpResponse:
    """«Снять прибор»: from which day, with the last reading if it was seen."""
    meter = _own(request, pk)
    form = StopForm(request.POST or None, meter=meter)
    return _act(
        request, form, meter=meter, template="meters/stop.html", done=f"{meter}: снят.",
        act=lambda: meters.stop_meter(meter, on=form.cleaned_data["on"], last=form.values(), by=request.user),  # type: ignore[arg-type]  # staff
    )  # fmt: skip


@require_action(rights.EDIT_METERS)
def check_meter(request: HttpRequest, pk: int) -> HttpResponse:
    """«Проверка показаний»: when, and the control reading."""
    meter = _own(request, pk)
    form = CheckForm(request.POST or None, meter=meter)
    return _act(
        request, form, meter=meter, template="meters/check.html", done=f"{meter}: проверка записана.",
        act=lambda: meters.check_meter(meter, on=form.cleaned_data["on"], values=form.values(), by=request.user),  # type: ignore[arg-type]  # staff
    )  # fmt: skip


@require_action(rights.EDIT_METERS)
def replace_meter(request: HttpRequest, pk: int) -> HttpResponse:
    """«Заменить прибор»: the last reading of the old one, the new one with its first."""
    meter = _own(request, pk)
    form = ReplaceForm(request.POST or None, for_user=request.user, meter=meter)  # type: ignore[arg-type]  # staff
    return _act(
        request, form, meter=meter, template="meters/replace.html", done=f"{meter}: заменён.",
        act=lambda: form.apply(by=request.user),  # type: ignore[arg-type]  # staff
    )  # fmt: skip


@require_action(rights.EDIT_METERS)
def start_meter(request: HttpRequest, pk: int) -> HttpResponse:
    """«Вернуть прибор»: asks once."""
    meter = _own(request, pk)
    if request.method != "POST":
        return render(request, "meters/start.html", {"meter": meter})
    try:
        meters.start_meter(meter, by=request.user)  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{meter}: снова действует.")
    return redirect("meters:inspect", meter.pk)


@require_action(rights.ENTER_READINGS)
def read_meter(request: HttpRequest, pk: int) -> HttpResponse:
    """«Внести показания» of a meter of a whole house; what is unusual is asked about once more."""
    meters_of_houses = queries.meters_with_places().filter(house__isnull=False, is_active=True)
    meter = get_object_or_404(within(meters_of_houses, rights.ENTER_READINGS, user=request.user), pk=pk)  # type: ignore[arg-type]  # staff
    form = ReadForm(request.POST or None, meter=meter)
    confirmed = "confirmed" in request.POST

    def keep() -> Meter:
        entry = Entry(meter, form.values(), confirmed=confirmed)
        try:
            hand_in([entry], taken_on=form.cleaned_data["on"], source=Source.COMPUTER, by=request.user)  # type: ignore[arg-type]  # staff
        except NeedsConfirmation:
            form.ask()
            raise
        return meter

    return _act(request, form, meter=meter, template="meters/read.html", done=f"{meter}: показания внесены.", act=keep)


@require_action(rights.EDIT_METERS)
def suggest_accounts(request: HttpRequest) -> HttpResponse:
    """Options of a datalist: accounts by number, surname, flat."""
    text = request.GET.get("account", "")[:200]
    options = choosing.suggest_accounts(text, user=request.user)  # type: ignore[arg-type]  # staff
    return render(request, "accounting/suggestions.html", {"options": options})


def _act(
    request: HttpRequest, form: Any, *, meter: Meter, template: str, done: str, act: Callable[[], Meter]
) -> HttpResponse:
    """Show the form; when it is sent, do the act and go to the page of the meter that is in force after it."""
    if request.method == "POST" and form.is_valid():
        try:
            after = act()
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, done)
            return redirect("meters:inspect", after.pk)
    return render(request, template, {"meter": meter, "form": form})


def _own(request: HttpRequest, pk: int) -> Meter:
    """A meter that the person may edit, with its last reading; another one does not exist."""
    rows = within(queries.meters_with_places(), rights.EDIT_METERS, user=request.user)  # type: ignore[arg-type]  # staff
    return get_object_or_404(queries.with_last_readings(rows), pk=pk)

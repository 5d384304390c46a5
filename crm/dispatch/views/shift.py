"""«Смена»: one sheet that is handed on and signed; and how much lies on whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from crm.dispatch import rights
from crm.dispatch.domain import shifts
from crm.dispatch.domain.load import days_from, load
from crm.dispatch.domain.outage_queries import current_outages
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import NoteKind
from crm.dispatch.forms.shifts import HandOverForm, NoteForm
from crm.dispatch.models import Handover, ShiftNote
from crm.rights.views import require_action
from tenants.errors import DomainError

MOST_SHOWN = 20


@require_action(rights.KEEP_SHIFT)
def shift(request: HttpRequest) -> HttpResponse:
    """The sheet as it is now."""
    return _shown(request, NoteForm(), HandOverForm())


@require_action(rights.KEEP_SHIFT)
@require_POST
def add_note(request: HttpRequest) -> HttpResponse:
    """A promise, keys, something to hand on."""
    user: Any = request.user
    form = NoteForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        about = requests_for(user).filter(number=data["number"]).first() if data["number"] else None
        if data["number"] and about is None:
            form.add_error("number", "Заявки с таким номером нет.")
        else:
            try:
                shifts.add_note(kind=NoteKind(data["kind"]), text=data["text"], request=about, by=user)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return redirect("shift")
    return _shown(request, form, HandOverForm(), status=422)


@require_action(rights.KEEP_SHIFT)
@require_POST
def finish_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Called back, keys returned."""
    _do(request, lambda: shifts.finish_note(get_object_or_404(ShiftNote, pk=pk), by=request.user), "Отмечено.")  # type: ignore[arg-type]  # staff
    return redirect("shift")


@require_action(rights.KEEP_SHIFT)
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """«Смену сдал»."""
    user: Any = request.user
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _shown(request, NoteForm(), form, status=422)
    told = "Смена сдана. Её должен принять сменщик под своим именем."
    _do(request, lambda: shifts.hand_over(remark=form.cleaned_data["remark"], by=user), told)
    return redirect("shift")


@require_action(rights.KEEP_SHIFT)
@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """«Смену принял»."""
    user: Any = request.user
    _do(request, lambda: shifts.take_over(get_object_or_404(Handover, pk=pk), by=user), "Смена принята.")
    return redirect("shift")


@require_action(rights.KEEP_SHIFT)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet of the past, to be printed."""
    found = get_object_or_404(Handover.objects.select_related("handed_by", "taken_by"), pk=pk)
    return render(request, "dispatch/handover.html", {"handover": found})


@require_action(rights.ASSIGN_REQUESTS)
def load_of_employees(request: HttpRequest) -> HttpResponse:
    """«Загрузка»: who has how much, by day."""
    today = timezone.localdate()
    rows = load(user=request.user, today=today)  # type: ignore[arg-type]  # staff
    return render(request, "dispatch/load.html", {"rows": rows, "days": days_from(today), "today": today})


def _do(request: HttpRequest, act: Any, told: str) -> None:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)


def _shown(request: HttpRequest, note: NoteForm, hand: HandOverForm, *, status: int = 200) -> HttpResponse:
    context = {
        "note_form": note,
        "hand_form": hand,
        "notes": shifts.notes_to_remember(),
        "emergencies": shifts.open_emergencies(),
        "outages": current_outages(),
        "waiting": shifts.waiting(),
        "on_shift": shifts.on_shift(),
        "past": Handover.objects.select_related("handed_by", "taken_by")[:MOST_SHOWN],
    }
    return render(request, "dispatch/shift.html", context, status=status)

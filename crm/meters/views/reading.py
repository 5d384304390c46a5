"""A reading: correcting it, taking it back, its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from crm.meters import rights
from crm.meters.domain import history
from crm.meters.domain.pasts import pasts_of
from crm.meters.domain.readings import NeedsConfirmation, correct, withdraw
from crm.meters.forms.readings import CorrectForm, WithdrawForm
from crm.meters.models import Reading
from crm.rights.domain.rows import covers, within
from crm.rights.views import require_action
from files.domain.links import signed_link
from tenants.errors import DomainError


@require_action(rights.SEE_READINGS)
def reading_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading with its history; who has the right corrects it here."""
    reading = _own(request, pk)
    may_correct = reading.is_current and covers(reading, rights.CORRECT_READINGS, user=request.user)  # type: ignore[arg-type]  # staff
    form = CorrectForm(request.POST if request.method == "POST" and may_correct else None, reading=reading)
    questions: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            after = correct(
                reading, values=form.values(), taken_on=form.taken(), comment=form.cleaned_data["comment"],
                confirmed=form.cleaned_data["confirmed"], by=request.user,  # type: ignore[arg-type]  # staff
            )  # fmt: skip
        except NeedsConfirmation as asked:
            questions = [question.message for question in asked.questions]
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "Показания исправлены.")
            return redirect("reading_edit", after.pk)
    context: dict[str, Any] = {
        "reading": reading,
        "meter": reading.meter,
        "before": pasts_of({reading.meter_id: reading.month})[reading.meter_id].before,
        "newer": Reading.objects.filter(corrects=reading).first(),
        "form": form,
        "questions": questions,
        "may_correct": may_correct,
        "events": history.shown(history.of_reading(reading)),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "meters/reading.html", context, status=422 if form.is_bound else 200)


@require_action(rights.CORRECT_READINGS)
def withdraw_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отменить показание»: asks why."""
    reading = get_object_or_404(_readings(request, rights.CORRECT_READINGS), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(reading, reason=form.cleaned_data["reason"], by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "Показания отменены. Запись осталась в истории.")
            return redirect("reading_edit", reading.pk)
    context = {"reading": reading, "meter": reading.meter, "form": form}
    return render(request, "meters/withdraw.html", context, status=422 if form.errors else 200)


@require_action(rights.SEE_READINGS)
def reading_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photo of the dial, by a link of some minutes."""
    reading = _own(request, pk)
    if not reading.photo:
        return redirect("reading_edit", reading.pk)
    name = f"Прибор {reading.meter.number}, {reading.taken_on:%d.%m.%Y}.jpg"
    return redirect(signed_link(str(reading.photo), as_name=name, user=request.user))  # type: ignore[arg-type]  # staff


def _own(request: HttpRequest, pk: int) -> Reading:
    return get_object_or_404(_readings(request, rights.SEE_READINGS), pk=pk)


def _readings(request: HttpRequest, action: str) -> Any:
    rows = within(Reading.objects.all(), action, user=request.user)  # type: ignore[arg-type]  # staff
    return rows.select_related("meter__account__house", "meter__house", "by")

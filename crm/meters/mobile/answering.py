"""A sent door: kept, refused or asked about; told as a page, or to the script of the phone."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from crm.meters.domain import windows
from crm.meters.domain.photos import hand_in_with_photos
from crm.meters.domain.readings import NeedsConfirmation, ReadingsRefused
from crm.meters.domain.rounds import Stop
from crm.meters.enums import Source
from crm.meters.forms.readings import exchanged
from crm.meters.mobile.forms import RoundForm
from crm.mobile import outbox, pages
from crm.mobile.domain.once import once
from identity.models import User
from tenants.errors import DomainError


@dataclass
class Outcome:
    """What became of a door. `told` is what the phone keeps of it."""

    form: RoundForm
    told: dict[str, Any] = field(default_factory=dict)
    is_kept: bool = False
    is_foreign: bool = False


def taken(request: HttpRequest, stop: Stop, *, by: User) -> Outcome:
    """Hand in what was typed for a door, once for each key; what is wrong or asked stands on the form."""
    data = exchanged(request.POST, request.POST["swap"]) if request.POST.get("swap") else request.POST
    form = RoundForm(data, request.FILES, lines=stop.lines)
    outcome = Outcome(form)
    if outbox.is_foreign(request):
        outcome.is_foreign = True
        form.add_error(None, outbox.FOREIGN)
    elif form.is_valid():
        _hand_in(outcome, by=by)
    return outcome


def kept_page(request: HttpRequest, outcome: Outcome, *, next_url: str) -> HttpResponse:
    """On to the next door."""
    if outbox.sent_by_script(request):
        return outbox.answer(outcome.told | {"next": next_url})
    if words := outcome.told.get("words"):
        messages.success(request, words)
    return redirect(next_url)


def refused_page(request: HttpRequest, outcome: Outcome, *, context: dict[str, Any]) -> HttpResponse:
    """The door again, with what was said beside the fields."""
    if not outbox.sent_by_script(request):
        return pages.show(request, "mobile/meters/door.html", context, status=422)
    form = outcome.form
    rows = form.rows
    said = {
        row.meter.pk: render_to_string("mobile/meters/said.html", {"row": row})
        for row in rows if row.problems or row.questions or row.swap
    }  # fmt: skip
    asked = [row.confirm.html_name for row in rows if row.questions]
    told = {
        "message": _message(form),
        "said": said,
        "general": [*form.non_field_errors(), *form.errors.get("taken_on", [])],
        # Nothing is wrong: one «Да, верно» is enough.
        "confirm": asked if not any(row.problems for row in rows) and not form.errors else [],
    }
    return outbox.answer(told, status=409 if outcome.is_foreign else 422)


def _hand_in(outcome: Outcome, *, by: User) -> None:
    form = outcome.form
    entries, taken_on = form.entries(), form.cleaned_data["taken_on"]
    photos = {pk: file for pk, file in form.photos().items() if pk in {entry.meter.pk for entry in entries}}

    def do() -> dict[str, Any]:
        readings = hand_in_with_photos(entries, photos, taken_on=taken_on, source=Source.MOBILE, by=by)
        return {"words": _words(len(readings), readings[0].month)}

    try:
        # Nobody opened, nothing was typed: the next door, please.
        outcome.told = once(form.sent_key(), by=by, do=do) if entries else {}
        outcome.is_kept = True
    except ReadingsRefused as refused:
        form.tell(problems=refused.problems, swaps=refused.swaps)
    except NeedsConfirmation as asked:
        form.tell(questions=asked.questions, swaps=asked.swaps)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))


def _words(count: int, month: date) -> str:
    return f"Внесено показаний за {windows.month_words(month)}: {count}."


def _message(form: RoundForm) -> str:
    said = [*form.non_field_errors(), *form.errors.get("taken_on", [])]
    for row in form.rows:
        said += [f"{row.meter.get_resource_display()}: {words}" for words in [*row.problems, *row.questions]]
        said += [row.swap.message] if row.swap else []
    return " ".join(map(str, said)) or "Проверьте показания."

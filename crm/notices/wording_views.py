"""«Тексты уведомлений»: in what words residents and executors are told of what happens by itself."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from crm.notices import rights
from crm.notices.domain import wordings
from crm.notices.domain.recipients import rules_now
from crm.notices.domain.wordings import Shown
from crm.notices.forms import WordingForm
from crm.notices.models import Wording
from crm.rights.views import require_action
from notifications.events import Event, find
from tenants.errors import DomainError


@require_action(rights.EDIT_WORDS)
def words(request: HttpRequest) -> HttpResponse:
    """All events with their words."""
    groups: dict[str, list[tuple[Event, Wording | None]]] = {}
    for event, own in wordings.all_words():
        groups.setdefault(event.group, []).append((event, own))
    return render(request, "notices/words.html", {"groups": list(groups.items()), "sms_on": rules_now().sms_on})


@require_action(rights.EDIT_WORDS)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """The words of one event. Without JavaScript «Посмотреть» shows the same preview."""
    event = _event(code)
    kept = wordings.words_of(event)
    form = WordingForm(request.POST or None, initial=asdict(kept))
    shown: Shown | str | None = None
    if request.method == "POST" and "look" in request.POST:
        shown = _shown(request, event)
        form.errors.clear()
    elif request.method == "POST" and form.is_valid():
        try:
            wordings.write_words(event, form.words, by=request.user)  # type: ignore[arg-type]  # staff only
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"Сохранено. «{event.label}» уйдёт в этих словах.")
            return redirect("notice_words")
    if shown is None:
        shown = wordings.preview(event, kept) if not form.is_bound else _shown(request, event)
    is_own = kept != wordings.declared(event)
    context = {"event": event, "form": form, "is_own": is_own, **_around(shown)}
    return render(request, "notices/wording.html", context, status=422 if form.errors else 200)


@require_action(rights.EDIT_WORDS)
@require_POST
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What would come to a resident or an executor: a fragment that follows what is typed."""
    event = _event(code)
    return render(request, "notices/_wording_preview.html", {"event": event, **_around(_shown(request, event))})


@require_action(rights.EDIT_WORDS)
@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """«Вернуть как было»."""
    event = _event(code)
    try:
        wordings.restore_words(event, by=request.user)  # type: ignore[arg-type]  # staff only
        messages.success(request, f"«{event.label}»: вернули исходный текст. Ваш остался в журнале.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("change_notice_words", code)


def _event(code: str) -> Event:
    event = find(code)
    if event is None:
        raise Http404
    return event


def _shown(request: HttpRequest, event: Event) -> Shown | str:
    """The preview, or what is wrong, in words."""
    form = WordingForm(request.POST)
    if not form.is_valid():
        return " ".join(str(error) for errors in form.errors.values() for error in errors)
    try:
        return wordings.preview(event, form.words)
    except DomainError as error:
        return str(error)


def _around(shown: Shown | str) -> dict[str, Any]:
    is_wrong = isinstance(shown, str)
    return {"problem": shown if is_wrong else "", "shown": None if is_wrong else shown, "sms_on": rules_now().sms_on}

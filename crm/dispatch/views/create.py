"""«Диспетчерская — Создание заявки»."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from crm.dispatch import rights
from crm.dispatch.domain.alike import alike
from crm.dispatch.domain.outage_queries import Here, outages_at, outages_of
from crm.dispatch.domain.outage_words import stage_of
from crm.dispatch.domain.who import Candidate, candidates, chosen, phone_in
from crm.dispatch.forms.new import LONGEST_WHO, NewRequestForm
from crm.people.domain.queries import is_registered
from crm.request_types.models import RequestType
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.CREATE_REQUESTS)
def new_request(request: HttpRequest) -> HttpResponse:
    """The form; from the screen of an account or by a call (`?chosen=`, `?who=`) the caller is known already."""
    user: Any = request.user
    if request.method == "POST":
        form = NewRequestForm(request.POST, request.FILES, user=user)
        if form.is_valid() and (done := _kept(request, form)):
            return done
    else:
        given = {name: request.GET[name][:LONGEST_WHO] for name in ("who", "chosen", "type") if request.GET.get(name)}
        form = NewRequestForm(initial=given, user=user)
    known = _known(request, form)
    context = {
        "form": form,
        "candidate": known,
        "offered": form.offered,
        **_about(known, str(form["type"].value() or "")),
    }
    return render(request, "dispatch/new.html", context, status=422 if form.is_bound else 200)


@require_action(rights.CREATE_REQUESTS)
def who_calls(request: HttpRequest) -> HttpResponse:
    """Whom the words may mean, as options of a list box."""
    text = request.GET.get("q", "")[:LONGEST_WHO]
    context = {"offered": candidates(text, user=request.user), "phone": phone_in(text)}  # type: ignore[arg-type]  # staff
    return render(request, "dispatch/_who_options.html", context)


@require_action(rights.CREATE_REQUESTS)
def like_these(request: HttpRequest) -> HttpResponse:
    """Who was picked, what goes on in the house, and requests that may be about the same."""
    known = _named(request.GET.get("chosen", ""), request.user)
    context = {"candidate": known, **_about(known, request.GET.get("type", ""))}
    return render(request, "dispatch/_about_caller.html", context)


def _kept(request: HttpRequest, form: NewRequestForm) -> HttpResponse | None:
    """Save; the way on, or None with what is wrong on the form."""
    user: Any = request.user
    number = request.POST.get("join", "")
    try:
        if number.isdigit():
            caller = form.join(int(number), by=user)
            made, told = caller.request, f"Обращение № {caller.number} присоединено к заявке № {number}."
        else:
            made = form.apply(by=user)
            told = f"Заявка № {made.number} создана."
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    messages.success(request, told)
    if request.POST.get("then") == "next":
        return redirect("new_request")
    return redirect(reverse("request_page", args=[made.number]))


def _known(request: HttpRequest, form: NewRequestForm) -> Candidate | None:
    """Who was picked already; None for nobody, and for what is no longer there."""
    if form.is_bound:
        return form.candidate
    if key := str(form.initial.get("chosen", "")):
        return _named(key, request.user)
    user: Any = request.user
    found = candidates(str(form.initial.get("who", "")), user=user)
    return found[0] if len(found) == 1 else None


def _named(key: str, user: Any) -> Candidate | None:
    try:
        return chosen(key, user=user)
    except DomainError:
        return None


def _about(known: Candidate | None, kind: str) -> dict[str, Any]:
    """What goes on where the call comes from; `kind` is the number of the type, "" while none is picked."""
    if known is None:
        return {"alike": [], "registered": False, "here": []}
    wanted = RequestType.objects.filter(pk=kind).first() if kind.isdigit() else None
    now = timezone.now()
    return {
        "here": [(one, stage_of(one.outage, now)) for one in _outages(known, now)],
        "alike": alike(known.house, account=known.account, kind=wanted),
        "registered": known.account is not None and is_registered(known.account),
    }


def _outages(known: Candidate, now: datetime) -> list[Here]:
    return outages_of(known.account, at=now) if known.account else outages_at(known.house, at=now)

"""A request's page: everything about it, and everything that can be done to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from crm.dispatch import rights
from crm.dispatch.domain import deadlines, photos, talk, work
from crm.dispatch.domain.alike import repeats
from crm.dispatch.domain.hands import named
from crm.dispatch.domain.queries import requests_for, with_rows
from crm.dispatch.enums import Audience
from crm.dispatch.forms.deed import DeedForm
from crm.dispatch.forms.deeds import DEEDS
from crm.dispatch.models import Photo, Request
from crm.people.domain.queries import is_registered
from crm.rights.domain.rows import covers
from crm.rights.views import require_action
from editing import presence
from editing.views import who_is_here
from files.domain.links import signed_link
from identity.may import may
from tenants.errors import DomainError

MOST_STEPS = 300
MOST_MESSAGES = 300


@require_action(rights.SEE_REQUESTS)
def request_page(request: HttpRequest, number: int) -> HttpResponse:
    """The page; with `?here=` only the line of who else has it open."""
    user: Any = request.user
    found = _found(request, number)
    if "here" in request.GET:
        return who_is_here(request, found)
    talk.mark_read(found, user=user)
    return _shown(request, found)


@require_action(rights.SEE_REQUESTS)
@require_POST
def do(request: HttpRequest, number: int, deed: str) -> HttpResponse:
    """One deed, by the right that it asks for; what is wrong stands beside its own button."""
    user: Any = request.user
    kind = DEEDS.get(deed)
    if kind is None:
        raise Http404
    if not may(user, kind.action):
        raise PermissionDenied
    found = _found(request, number, kind.action)
    form = kind(request.POST, request.FILES, request=found)
    if form.is_valid():
        try:
            form.apply(by=user)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, form.told)
            return redirect(reverse("request_page", args=[number]))
    return _shown(request, _found(request, number), failed={deed: form}, status=422)


@require_action(rights.SEE_REQUESTS)
def request_photo(request: HttpRequest, number: int, pk: int) -> HttpResponseBase:
    """A photo of the request, by a link of some minutes."""
    photo = get_object_or_404(Photo, pk=pk, request=_found(request, number))
    extension = str(photo.file).rpartition(".")[2]
    return redirect(signed_link(str(photo.file), as_name=f"заявка-{number}-{pk}.{extension}", user=request.user))  # type: ignore[arg-type]  # staff


def _found(request: HttpRequest, number: int, action: str = rights.SEE_REQUESTS) -> Request:
    return get_object_or_404(with_rows(requests_for(request.user, action)), number=number)  # type: ignore[arg-type]  # staff


def _shown(
    request: HttpRequest, found: Request, *, failed: dict[str, DeedForm] | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    forms = _forms(found, user) | (failed or {})
    now = timezone.now()
    rule, lines = deadlines.arithmetic_of(found, found.finished_at or now)
    said = list(found.messages.select_related("by", "caller")[:MOST_MESSAGES])
    context = {
        "found": found,
        "forms": forms,
        "failed": next(iter(failed)) if failed else "",
        "callers": list(found.callers.select_related("account", "person", "by")),
        "sees_phones": covers(found, rights.SEE_PHONES, user=user),
        "registered": found.account is not None and is_registered(found.account),
        "comments": [one for one in said if one.audience == Audience.STAFF],
        "thread": [one for one in said if one.audience == Audience.RESIDENT],
        "read_up_to": talk.read_by_resident(found),
        "photos": photos.photos_of(found),
        "work": list(found.work.select_related("item")),
        "total": work.total_of(found),
        "steps": list(found.events.select_related("by")[:MOST_STEPS]),
        "rule": rule,
        "lines": lines,
        "repeats": list(repeats(found).order_by("-pk").select_related("house", "account")[:5]),
        "hands": named(found),
        "here": presence.arrive(found, user),
    }
    return render(request, "dispatch/request.html", context, status=status)


def _forms(found: Request, user: Any) -> dict[str, DeedForm]:
    """The deeds that this person may do to this request now."""
    allowed = {action: covers(found, action, user=user) for action in {kind.action for kind in DEEDS.values()}}
    return {
        name: kind(request=found) for name, kind in DEEDS.items() if allowed[kind.action] and kind.is_possible(found)
    }

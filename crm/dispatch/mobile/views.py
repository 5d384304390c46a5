"""«Мои заявки», one request, what is done to it; and the kit: all of mine in one page, opened without network."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from crm.dispatch import rights
from crm.dispatch.domain import on_site, photos, talk
from crm.dispatch.domain.on_site import Task
from crm.dispatch.domain.queries import requests_for, with_rows
from crm.dispatch.forms.deed import DeedForm
from crm.dispatch.mobile.answering import Refusal, refused, taken, taken_page
from crm.dispatch.mobile.forms import DEEDS, deeds_of
from crm.dispatch.models import Photo, PriceItem, Request
from crm.mobile import outbox, pages, surroundings
from crm.mobile.guards import require_mobile
from files.domain.links import signed_link
from identity.may import may
from identity.models import User

PER_PAGE = 30  # and as many are put away for the time without network
MOST_PRICES = 300


@require_mobile(rights.SEE_REQUESTS)
@require_safe
def my_requests(request: HttpRequest) -> HttpResponse:
    """What I have to do: by deadline or house by house; `?by=free`: what nobody has taken yet."""
    user = _person(request)
    by = request.GET.get("by", "")
    free = on_site.free(user) if may(user, rights.DO_REQUESTS) else None
    if by == "free" and free is not None:
        rows = on_site.by_deadline(free)
    elif by == "house":
        rows = on_site.by_house(on_site.in_hand(user))
    else:
        by, rows = "", on_site.by_deadline(on_site.in_hand(user))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "by": by,
        "has_free": by == "free" or (free is not None and free.exists()),
        "may_create": may(user, rights.CREATE_REQUESTS),
    }
    return pages.show(request, "mobile/dispatch/requests.html", context)


@require_mobile(rights.SEE_REQUESTS)
@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """My requests, whole, in one page, which the phone puts away for a basement."""
    user = _person(request)
    rows = list(on_site.by_deadline(on_site.in_hand(user))[:PER_PAGE])
    prices = _prices()
    tasks = [(task, deeds_of(task, prices=prices)) for task in on_site.tasks_of(rows, user=user)]
    return pages.show(request, "mobile/dispatch/kit.html", {"page": rows, "tasks": tasks})


@require_mobile(rights.SEE_REQUESTS)
@require_safe
def one_request(request: HttpRequest, number: int) -> HttpResponse:
    """A request: where, what, by when, whom to ring, and what can be done."""
    found = _found(request, number)
    talk.mark_read(found, user=_person(request))
    return _shown(request, found)


@require_mobile(rights.SEE_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One deed, by the right that it asks for. Its address shows the request with the deed opened."""
    user = _person(request)
    kind = DEEDS.get(name)
    if kind is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, _found(request, number), opened=name)
    if not may(user, kind.action):
        raise PermissionDenied
    found = with_rows(requests_for(user, kind.action)).filter(number=number).first()
    form = kind(request.POST, request.FILES, request=found, auto_id=f"{name}-%s") if found else None
    if form is None and not outbox.sent_by_script(request):
        raise Http404

    def apply() -> dict[str, Any]:
        form.apply(by=user)  # type: ignore[union-attr]  # asked for only where there is one
        return {"words": kind.told, "next": _onward(number, name)}

    try:
        return taken_page(request, taken(request, form, by=user, apply=apply))
    except Refusal as refusal:
        if outbox.sent_by_script(request) or form is None:
            return refused(refusal)
        return _shown(request, _found(request, number), opened=name, failed=form, said=str(refusal))


@require_mobile(rights.SEE_REQUESTS)
@require_safe
def photo(request: HttpRequest, number: int, pk: int) -> HttpResponseBase:
    """A photo of the request, by a link of some minutes."""
    shown = get_object_or_404(Photo, pk=pk, request=_found(request, number), removed_at=None)
    extension = str(shown.file).rpartition(".")[2]
    return redirect(signed_link(str(shown.file), as_name=f"заявка-{number}-{pk}.{extension}", user=_person(request)))


def _shown(
    request: HttpRequest, found: Request, *, opened: str = "", failed: DeedForm | None = None, said: str = ""
) -> HttpResponse:
    task: Task = on_site.tasks_of([found], user=_person(request))[0]
    context = {
        "task": task,
        "deeds": deeds_of(task, prices=_prices() if task.may_do else [], failed=failed, opened=opened),
        "photos": photos.photos_of(found),
        "said": said,
        "emergency": surroundings.emergency_phone(),
    }
    return pages.show(request, "mobile/dispatch/request.html", context, status=422 if said else 200)


def _onward(number: int, name: str) -> str:
    """After the last deed the list; else the request again."""
    return reverse("mobile_requests") if name == "finish" else reverse("mobile_request", args=[number])


def _found(request: HttpRequest, number: int) -> Request:
    return get_object_or_404(with_rows(requests_for(_person(request))), number=number)


def _prices() -> list[PriceItem]:
    return list(PriceItem.objects.filter(is_active=True)[:MOST_PRICES])


def _person(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the guard lets only users in

"""«Новая заявка» from the phone: first the house, then what was seen there."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from crm.dispatch import rights
from crm.dispatch.domain import on_site
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.mobile.answering import Refusal, refused, taken, taken_page
from crm.dispatch.mobile.forms import NewForm
from crm.mobile import outbox, pages
from crm.mobile.guards import require_mobile
from identity.models import User

PER_PAGE = 30
MOST_ALIKE = 5


@require_mobile(rights.CREATE_REQUESTS)
@require_safe
def choose_house(request: HttpRequest) -> HttpResponse:
    """Where it is."""
    sought = " ".join(request.GET.get("q", "")[:100].split())
    page = Paginator(on_site.houses_for_new(_person(request), sought), PER_PAGE).get_page(request.GET.get("p"))
    return pages.show(request, "mobile/dispatch/new_where.html", {"page": page, "sought": sought})


@require_mobile(rights.CREATE_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: HttpRequest, house_pk: int) -> HttpResponse:
    """What was seen in this house; above it, what is open there already."""
    user = _person(request)
    house = get_object_or_404(on_site.houses_for_new(user), pk=house_pk)
    form = NewForm(request.POST or None, request.FILES or None)

    def apply() -> dict[str, Any]:
        made = form.apply(house=house, by=user)
        is_seen = requests_for(user).filter(pk=made.pk).exists()
        onward = reverse("mobile_request", args=[made.number]) if is_seen else reverse("mobile_new_request")
        return {"words": f"Заявка № {made.number} создана.", "next": onward}

    status = 200
    if request.method == "POST":
        try:
            return taken_page(request, taken(request, form, by=user, apply=apply))
        except Refusal as refusal:
            if outbox.sent_by_script(request):
                return refused(refusal)
            status = 422
    context = {
        "house": house,
        "form": form,
        "key": form.data.get("key") or uuid4(),
        "alike": list(on_site.open_ones_of(house, user=user)[:MOST_ALIKE]),
    }
    return pages.show(request, "mobile/dispatch/new.html", context, status=status)


def _person(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the guard lets only users in

"""The links of letters to subscribers. Opening one does nothing: mail programs open links by themselves."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from identity.throttle import refuse_when_too_often
from sites_cms.houses import links
from sites_cms.houses.domain import subscriptions
from sites_cms.houses.links import LinkDead
from sites_cms.houses.models import Subscription
from sites_cms.pages import context as site
from sites_cms.pages.secret_links import closed

_VISITS = {"ip": "60/10m"}
_METHODS = ["GET", "HEAD", "POST"]


@sensitive_variables("token")
# Nothing rides on a cookie: who can forge this POST has the secret address already. Mail programs unsubscribe by a bare
# POST (RFC 8058), and as no referrer is sent, browsers say `Origin: null`.
@csrf_exempt
@require_http_methods(_METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """«Подтвердить подписку»."""
    return _answer(request, "confirm", lambda: links.to_confirm(token), subscriptions.confirm)


@sensitive_variables("token")
@csrf_exempt  # as above
@require_http_methods(_METHODS)
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """«Отписаться»."""
    return _answer(request, "leave", lambda: links.to_leave(token), subscriptions.leave)


def _answer(
    request: HttpRequest, what: str, find: Callable[[], Subscription], act: Callable[[Subscription], Any]
) -> HttpResponse:
    if refusal := refuse_when_too_often(request, group=f"house-{what}", rates=_VISITS):
        return refusal
    shown: dict[str, Any] = {"what": what}
    try:
        subscription = find()
        shown |= {"house": subscription.house, "is_on": subscription.is_on}
        if request.method == "POST":
            act(subscription)
            shown["is_done"] = True
    except LinkDead:
        shown["is_gone"] = not shown.get("is_on")
    status = 404 if shown.get("is_gone") else 200
    page = render(request, site.template(request, "subscription.html"), site.around(request) | shown, status=status)
    return closed(page)

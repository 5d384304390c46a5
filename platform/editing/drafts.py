"""What the browser must know about what it keeps: whose it is, for how long, and what became of what was sent."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from tenants.connection import connection

FIELD = "_draft"  # drafts.js puts the draft's token here
COOKIE = "draft-{token}"
SIGN_IN_HEADER = "X-Sign-In"

STAFF_HOURS, RESIDENT_HOURS, GUEST_HOURS = 14 * 24, 24, 3
_COOKIE_SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[a-z0-9]{8,40}")
_SENT_BY_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_SIGNED_OUT = (
    "Вы вышли из системы, поэтому форма не сохранена. Введённое осталось в этом браузере: войдите, и мы предложим "
    "его вернуть."
)
_NOT_PROVEN = (
    "Форма ещё не сохранена. Введённое осталось в этом браузере: подтвердите, что это вы, и мы предложим его вернуть."
)
# Where one is led instead of being let in, and what is said of the form that was sent.
_GATES = {
    "wagtailadmin_login": _SIGNED_OUT,
    "mobile_login": _SIGNED_OUT,
    "new_password": _SIGNED_OUT,
    "mobile_new_password": _SIGNED_OUT,
    "second_factor_set_up": _SIGNED_OUT,
    "proof": _NOT_PROVEN,
}


@dataclass(frozen=True)
class Owner:
    """Whose drafts a page may show. The token says nothing about the person, and differs between companies."""

    token: str
    hours: int


def owner_of(request: HttpRequest) -> Owner:
    """The owner of the drafts of this page; visitors without a session are one guest, and kept for hours only."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return Owner("guest", GUEST_HOURS)
    token = salted_hmac("editing.drafts", f"{connection.schema_name}:{request.user.pk}").hexdigest()[:20]
    return Owner(token, STAFF_HOURS if request.user.is_staff else RESIDENT_HOURS)


class DraftsMiddleware:
    """Tell the browser what became of a form, and lead whoever has been signed out back to it.

    A cookie named after the draft says "saved" when the answer is a redirect onwards without a message of an error,
    and "shown" when the form came back with the text in it. Without a cookie (no network, 403, 429, 500) the
    browser keeps the draft. Stands within the messages' middleware, as it reads and writes them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        gate = _gate(response)
        if gate and _by_script(request):
            return HttpResponse(status=401, headers={SIGN_IN_HEADER: gate})
        if request.method != "POST" or request.content_type not in _SENT_BY_FORMS:
            return response
        token = request.POST.get(FIELD, "")
        if not _TOKEN.fullmatch(token):
            return response
        if gate:
            _lead_back(request, response, gate)
        elif fate := _fate(request, response):
            response.set_cookie(
                COOKIE.format(token=token),
                fate,
                max_age=_COOKIE_SECONDS,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def _fate(request: HttpRequest, response: HttpResponse) -> str:
    if response.status_code in {200, 422}:
        onward = {"HX-Redirect", "HX-Location", "HX-Refresh"} & set(response.headers)
        return "saved" if onward else "shown"
    if response.status_code in {204, 301, 302, 303}:
        return "" if _said_error(request) else "saved"
    return ""


def _said_error(request: HttpRequest) -> bool:
    # Iterating over the storage would mark the messages as read; there is no other way to look at them.
    queued = getattr(messages.get_messages(request), "_queued_messages", ())
    return any(message.level >= messages.ERROR for message in queued)


def _gate(response: HttpResponse) -> str:
    """The path of the sign-in page to which the answer leads, if it does."""
    if response.status_code != 302:
        return ""
    path = urlsplit(response["Location"]).path
    return path if path in _paths_of_gates() else ""


def _paths_of_gates() -> dict[str, str]:
    """The path of each gate of this side, and its words."""
    paths = {}
    for name, words in _GATES.items():
        with suppress(NoReverseMatch):
            paths[reverse(name)] = words
    return paths


def _by_script(request: HttpRequest) -> bool:
    """Asked by htmx or fetch, which would put the sign-in page into the middle of another."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or "HX-Request" in request.headers


def _lead_back(request: HttpRequest, response: HttpResponse, gate: str) -> None:
    """After sign-in the page with the form opens, and not the address to which it is sent."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        came_from = urlsplit(page)
        path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
        response["Location"] = f"{gate}?{urlencode({'next': path})}"
    messages.warning(request, _paths_of_gates()[gate])

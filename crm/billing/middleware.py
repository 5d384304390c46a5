"""A company that is suspended for its debt reads and exports; what it writes is refused with words and a way out.

What goes on all the same, each for a reason of its own:
- requests of the dispatcher's office and outages: a flood cannot be told from a dripping tap before it is taken down,
  and an emergency service answers whatever its owner has paid (ПП 416, п. 13);
- «Персональные данные»: the law gives days, not balances (152-ФЗ, ст. 20, 21);
- «Биллинг», signing in and out, one's own password and profile.
The residents' site is not looked at: it stays as it is.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from crm.mobile.pages import show
from tenants.enums import State

WORDS = (
    "Работа в CRM приостановлена: на балансе закончились деньги. Смотреть и выгружать можно всё, заявки диспетчерской "
    "принимаются. Чтобы изменять остальное, пополните баланс в «Биллинге»."
)
_OFFICES = ("/crm/", "/m/", "/api/")
_READ = frozenset({"GET", "HEAD", "OPTIONS"})
_GOES_ON = (
    "/crm/dispatch/", "/crm/outages/", "/m/requests/", "/m/new-request/", "/m/unsent/", "/api/v1/requests",
    "/crm/personal-data/", "/crm/billing/",
    "/crm/login/", "/crm/code/", "/crm/logout/", "/crm/new-password/", "/crm/proof/", "/crm/account/",
    "/crm/password_reset/", "/crm/dismissibles/",
    "/m/login/", "/m/code/", "/m/logout/", "/m/new-password/", "/m/profile/",
)  # fmt: skip


class SuspendedMiddleware:
    """Costs nothing to others: the tenant of the request is in memory."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse what would be written; strangers are sent to the door by the view itself."""
        if not _is_refused(request):
            return None
        if request.path_info.startswith("/m/") and _wants_data(request):
            return _told(409)  # the phone's outbox keeps what it was told so of, and sends it once the money is there
        if request.path_info.startswith("/api/") or _wants_data(request):
            return _told(403)
        if request.path_info.startswith("/m/"):
            return show(request, "billing/suspended_mobile.html", {"words": WORDS}, status=403)
        return render(request, "billing/suspended.html", {"words": WORDS}, status=403)


def _is_refused(request: HttpRequest) -> bool:
    tenant, path = getattr(request, "tenant", None), request.path_info
    if tenant is None or tenant.state != State.SUSPENDED or request.method in _READ:
        return False
    if not path.startswith(_OFFICES) or path.startswith(_GOES_ON):
        return False
    if path.startswith("/api/"):
        return "Authorization" in request.headers
    return bool(request.user.is_authenticated)


def _wants_data(request: HttpRequest) -> bool:
    """A script that asks in the background: it shows what it is told."""
    return "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "text/html")


def _told(status: int) -> JsonResponse:
    words = {"detail": WORDS, "message": WORDS}
    return JsonResponse(words, status=status, json_dumps_params={"ensure_ascii": False})

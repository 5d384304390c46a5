"""What Бурмистр's operator may do while he is in a company as one of its employees: look, and mend settings.

Three walls, each enough for most of it: the rights of the session are cut to `ALLOWED`; what is sent goes only to the
screens of those rights; and whatever would leave as a file is not given. So a screen that somebody adds tomorrow is
closed to operators until it is named here.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from crm.company.domain import visits
from crm.rights import registry
from identity.channels import VISIT
from identity.origin import on_behalf_of
from support.domain.visits import going_on
from support.models import Visit

WORDS = "Оператору «Бурмистра» это недоступно: пароли, права, реквизиты, ключи, личные данные и выгрузки — у компании."
# To see is enough to help with nearly everything; of acts those that put settings right.
_NOT_EVEN_SEEN = frozenset({"personal_data.see_file", "dispatch.see_phones"})
_ACTS = frozenset(
    {
        "accounting.edit_houses", "accounting.manage_sections", "company.manage_offices", "disclosure.edit_disclosure",
        "dispatch.manage_rules", "meters.meter_settings", "request_types.manage_types",
    }
)  # fmt: skip
_SENT_TO = (
    "/crm/houses/", "/crm/sections/", "/crm/accounting/", "/crm/offices/", "/crm/special_days/", "/crm/disclosure/",
    "/crm/request_types/", "/crm/request_deadlines/", "/crm/request_assignment/", "/crm/request_prices/",
    "/crm/meters/", "/crm/company/visit/end/", "/crm/logout/",
)  # fmt: skip
_CLOSED = (
    "/crm/account/", "/crm/new-password/", "/crm/proof/", "/crm/code/", "/crm/password_reset/", "/crm/personal-data/",
    "/crm/api-keys/", "/crm/imports/", "/m/", "/api/", "/documents/",
)  # fmt: skip
_READ = frozenset({"GET", "HEAD", "OPTIONS"})
_SHOWN = ("text/html", "application/json", "text/javascript", "application/javascript", "text/css", "image/", "font/")


def allowed() -> frozenset[str]:
    """Actions that are left of an employee's rights: whatever begins with seeing, and a few acts."""
    seen = {action.code for action in registry.actions() if action.code.partition(".")[2].startswith("see_")}
    return frozenset(seen - _NOT_EVEN_SEEN) | _ACTS


class VisitMiddleware:
    """Costs nothing to others: a session without a visit goes through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.session.get(VISIT) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if number is None:
            return self.get_response(request)
        tenant = getattr(request, "tenant", None)
        visit = going_on(number, at=tenant) if tenant else None
        if visit is None or not request.user.is_authenticated:
            request.session.flush()
            messages.info(request, "Время вышло: вход оператора закончился.")
            return redirect("wagtailadmin_login")
        request.visit = visit  # type: ignore[attr-defined]  # ours, read by the bar
        request.user.narrowed_to = allowed()
        if request.path_info == "/crm/logout/":
            visits.leave(visit, by=request.user)
        if _is_refused(request):
            return _refusal(request, visit)
        with on_behalf_of(visit.operator_name):
            response = self.get_response(request)
        return _refusal(request, visit) if _is_file(response) else response


def _is_refused(request: HttpRequest) -> bool:
    path = request.path_info
    if path.startswith(_CLOSED) or "export" in request.GET or "/export" in path:
        return True
    return request.method not in _READ and not path.startswith(_SENT_TO)


def _is_file(response: HttpResponse) -> bool:
    """Something to be kept: whatever a screen calls it."""
    if "attachment" in response.get("Content-Disposition", ""):
        return True
    return bool(response.get("Content-Type")) and not response["Content-Type"].startswith(_SHOWN)


def _refusal(request: HttpRequest, visit: Visit) -> HttpResponse:
    if "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "text/html"):
        return JsonResponse({"message": WORDS}, status=403, json_dumps_params={"ensure_ascii": False})
    return render(request, "company/not_for_operators.html", {"words": WORDS, "visit": visit}, status=403)

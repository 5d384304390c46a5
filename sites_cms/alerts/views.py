from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.rights.views import require_action
from sites_cms.alerts import putting_away
from sites_cms.alerts.domain import alerts
from sites_cms.alerts.models import Alert
from sites_cms.alerts.rights import PUBLISH_ALERTS
from tenants.errors import DomainError


@csrf_exempt  # a remembered page has no token to give; all that a forged one could do is hide a line for one visitor
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """«Скрыть» without scripts: remembered in a cookie, and back to the page."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = HttpResponseRedirect(back)
    token = request.POST.get("token", "")
    if putting_away.TOKEN.fullmatch(token):
        tokens = [*(one for one in putting_away.away(request) if one != token), token][-putting_away.MOST :]
        answer.set_cookie(
            putting_away.COOKIE, ".".join(tokens), max_age=putting_away.MAX_AGE, samesite="Lax",
            secure=request.is_secure(), httponly=True,
        )  # fmt: skip
    return answer


@require_action(PUBLISH_ALERTS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """«Снять с сайта»."""
    alert = get_object_or_404(Alert, pk=pk)
    try:
        alerts.withdraw(alert, by=request.user)  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Снято с сайта.")
    return redirect("site_alerts:inspect", alert.pk)

"""The door for Бурмистр's operators, and the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.company.domain import visits
from support.models import Visit
from tenants.context import base_url, origin_of
from tenants.errors import DomainError


@csrf_exempt  # it comes from another host: `Origin` and the ticket take the place of the token
@require_POST
@never_cache
def enter_as(request: HttpRequest) -> HttpResponse:
    """An operator comes with a ticket from the platform's console."""
    try:
        if request.headers.get("Origin") not in {origin_of(host) for host in settings.PLATFORM_HOSTS}:
            raise DomainError("Войти можно только из карточки компании у операторов.")
        visits.enter(request, ticket=request.POST.get("ticket", ""))
    except DomainError as error:
        context = {"words": str(error), "again": f"{base_url()}/operator/tenants/"}
        return render(request, "company/operator_not_admitted.html", context, status=403)
    return redirect("wagtailadmin_home")


@require_POST
def end_visit(request: HttpRequest) -> HttpResponse:
    """«Выйти» on the bar, with the way back to the company's card: a form may not lead to another host by itself."""
    visit: Visit | None = getattr(request, "visit", None)
    if visit is None:
        return redirect("wagtailadmin_home")
    visits.leave(visit, by=request.user)  # type: ignore[arg-type]  # the middleware lets only users so far
    request.session.flush()
    card = reverse("tenants:inspect", urlconf=settings.PUBLIC_SCHEMA_URLCONF, args=[visit.tenant_id])
    return render(
        request,
        "company/visit_ended.html",
        {"words": "Вход закончен, это записано в журнал компании.", "again": base_url() + card},
    )

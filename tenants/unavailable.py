"""The polite page of a tenant that cannot answer: still being made, or in the archive."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from tenants.enums import State
from tenants.models import Tenant


def unavailable(tenant: Tenant) -> HttpResponse:
    """503 while the tenant is being made, 410 once it is in the archive; names no company that is gone."""
    status = 410 if tenant.state == State.ARCHIVED else 503
    response = HttpResponse(render_to_string("base/unavailable.html", {"status": status}), status=status)
    if status == 503:
        response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response

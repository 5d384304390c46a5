from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.auth import require_admin_access

from operators.figures import desk_figures


@require_admin_access
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for an operator; every figure leads to the rows behind it."""
    return render(request, "operators/desk.html", {"figures": desk_figures()})

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sites_cms.appearance.models import Appearance

_YEAR = 31_536_000


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """`/theme.css`: the company's colours as custom properties; the address changes with them."""
    appearance = Appearance.load(request)
    response = render(request, "base/tokens.css", {"colours": appearance.palette}, content_type="text/css")
    current = request.GET.get("v") == appearance.version
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if current else "no-cache"
    return response

"""Throttles over Redis. When Redis does not answer, the request is refused (RATELIMIT_FAIL_OPEN is off)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_ratelimit.core import is_ratelimited

from tenants.connection import connection


def refuse_when_too_often(
    request: HttpRequest, *, group: str, rates: dict[str, str], login_field: str = ""
) -> HttpResponse | None:
    """Count this request and return a 429 page if it is one too many, else None.

    `rates` maps "ip" and "login" to rates like "10/5m". Counters are per schema, so that one tenant's visitors
    cannot lock another's out.
    """
    too_often = False
    for by, rate in rates.items():
        value = request.META["REMOTE_ADDR"] if by == "ip" else request.POST.get(login_field, "").strip().lower()
        too_often |= is_ratelimited(
            request,
            group=f"{connection.schema_name}.{group}.{by}",
            key=lambda _group, _request, value=value: value or "-",
            rate=rate,
            increment=True,
        )
    if not too_often:
        return None
    response = render(request, "base/too_often.html", status=429)
    response["Retry-After"] = "300"
    return response

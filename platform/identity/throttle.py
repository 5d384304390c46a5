"""Throttles over Redis. When Redis does not answer, the request is refused (RATELIMIT_FAIL_OPEN is off)."""

import logging

from django.http import HttpRequest, HttpResponse
from django_ratelimit.core import is_ratelimited
from redis.exceptions import RedisError

from identity.logins import normalise_login
from tenants.connection import connection
from watch import error_pages

log = logging.getLogger(__name__)


def refuse_when_too_often(
    request: HttpRequest, *, group: str, rates: dict[str, str], login_field: str = ""
) -> HttpResponse | None:
    """Count this request and return a 429 page if it is one too many, else None.

    `rates` maps "ip" and "login" to rates like "10/5m". Counters are per schema, so that one tenant's visitors
    cannot lock another's out. A login is one and the same however it is written.
    """
    if is_too_often(request, group=group, rates=rates, login_field=login_field):
        return error_pages.show(request, error_pages.TOO_OFTEN)
    return None


def is_too_often(request: HttpRequest, *, group: str, rates: dict[str, str], login_field: str = "") -> bool:
    """Count this request; True if it is one too many. For those who then do something else than refuse."""
    too_often = False
    for by, rate in rates.items():
        value = request.META["REMOTE_ADDR"] if by == "ip" else normalise_login(request.POST.get(login_field, ""))
        too_often |= _is_one_too_many(request, group=f"{connection.schema_name}.{group}.{by}", value=value, rate=rate)
    return too_often


def _is_one_too_many(request: HttpRequest, *, group: str, value: str, rate: str) -> bool:
    try:
        return bool(is_ratelimited(request, group=group, key=lambda *_: value or "-", rate=rate, increment=True))
    except (RedisError, OSError):
        log.exception("The throttle cannot count and refuses")
        return True

"""One line and one id for every request that Django answers."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import empty
from prometheus_client import CONTENT_TYPE_LATEST
from structlog.contextvars import bind_contextvars, bound_contextvars

from watch import ids, metrics, queries
from watch.lines import path_of
from watch.live import LiveCollector

log = structlog.get_logger(__name__)


class RequestMiddleware:
    """Give the request its id, bind what is known of it to all lines below, and end with a line of its own.

    Stands before the tenant is found, so that this is timed too. The tenant and the person are bound when they are
    known anyway: asking for them here would cost queries.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = _id_of(request)  # type: ignore[attr-defined]  # ours, shown on pages of errors
        started = perf_counter()
        # Wagtail's preview sends an inner request through here: bound values are put back when it ends.
        bound = bound_contextvars(request_id=request.id, tenant=None, user=None)  # type: ignore[attr-defined]
        with bound, queries.counted() as tally:
            response = self.get_response(request)
            self._tell(request, response, perf_counter() - started, tally)
        response[ids.HEADER] = request.id  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Bind the tenant and, if a session was read, the number of the person: no name, no phone."""
        bind_contextvars(**_whose(request))

    def _tell(self, request: HttpRequest, response: HttpResponse, seconds: float, tally: queries.Tally) -> None:
        status = response.status_code
        metrics.REQUESTS.labels(side_of(request), f"{status // 100}xx").observe(seconds)
        write = log.error if status >= 500 else log.info
        write(
            "request",
            method=request.method,
            path=path_of(request),
            status=status,
            ms=round(seconds * 1000, 1),
            queries=tally.count,
            queries_ms=round(tally.seconds * 1000, 1),
            **_whose(request),
        )


def _id_of(request: HttpRequest) -> str:
    """The proxy's id if there is a proxy that we trust and its id looks like one; else a new one."""
    outer = ids.current_id()
    if outer:
        return outer
    given = request.headers.get(ids.HEADER, "") if settings.BEHIND_PROXY else ""
    return given if ids.well_formed(given) else ids.new_id()


def _whose(request: HttpRequest) -> dict[str, Any]:
    tenant = getattr(request, "tenant", None)
    bound: dict[str, Any] = {"tenant": tenant.schema_name if tenant else "public"}
    user = vars(request).get("user")
    if user is not None and getattr(user, "_wrapped", None) is not empty:  # somebody has asked for it already
        bound["user"] = user.pk
    return bound


def side_of(request: HttpRequest) -> str:
    """Who answers: "platform", a company's "site" or "crm", or nobody for a host that is unknown."""
    if not hasattr(request, "tenant"):
        return "nobody"
    if request.tenant is None:
        return "platform"
    return "crm" if request.path.startswith(("/crm/", "/m/")) else "site"


class MetricsMiddleware:
    """`/metrics` for Prometheus; whoever may not see it finds the same "no such page" as anywhere.

    Answered before the tenant is looked for, so that it also answers while the database does not. Stands after the
    visitor's address is known.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/metrics" and _may_see_metrics(request):
            return HttpResponse(metrics.exposition([LiveCollector()]), content_type=CONTENT_TYPE_LATEST)
        return self.get_response(request)


def _may_see_metrics(request: HttpRequest) -> bool:
    """With METRICS_TOKEN: whoever has it. Without: a machine of our own network that came past no proxy.

    Never on a company's host; Prometheus asks by the platform's name or by address.
    """
    host = request.get_host().rsplit(":", 1)[0].lower().strip("[]")
    if host not in settings.PLATFORM_HOSTS and not _address(host):
        return False
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    address = _address(request.META["REMOTE_ADDR"])
    return bool(address and address.is_private) and "X-Forwarded-For" not in request.headers


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None

"""Which hosts the proxy may get a certificate for: `/tls-known?token=…&domain=…`, 200 or 404.

Caddy asks it at a handshake for a name that it has no certificate of in memory (on-demand TLS). Only who knows
`TLS_ASK_TOKEN` is answered; for everybody else the address does not exist, so nobody learns here who our clients are.
"""

import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from tenants.connection import connection
from tenants.domain import hosts
from tenants.enums import State

PATH = "/tls-known"
STRANGERS = 20  # look-ups of unknown names a second and process; anybody can open a connection with any name
_HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class CertificateMiddleware:
    """Answers before the host is looked at: Caddy asks by the name of our container."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._second, self._strangers = 0, 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != PATH or not _is_the_proxy(request):
            return self.get_response(request)
        host = request.GET.get("domain", "").lower().removesuffix(".")
        if host in settings.PLATFORM_HOSTS:
            return HttpResponse("ok", content_type="text/plain")
        if not _HOST.fullmatch(host):
            return HttpResponse(status=404)
        if self._too_many_strangers():
            return HttpResponse(status=503)
        if _has_a_site(host):
            return HttpResponse("ok", content_type="text/plain")
        self._strangers += 1
        return HttpResponse(status=404)

    def _too_many_strangers(self) -> bool:
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._strangers = second, 0
        return self._strangers >= STRANGERS


def _is_the_proxy(request: HttpRequest) -> bool:
    token = settings.TLS_ASK_TOKEN
    return bool(token) and constant_time_compare(request.GET.get("token", ""), token)


def _has_a_site(host: str) -> bool:
    connection.set_schema_to_public()
    known = hosts.resolve(host)
    return known is not None and known.tenant.state != State.ARCHIVED

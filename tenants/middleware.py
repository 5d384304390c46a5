"""Host → tenant: the first of our middleware to touch the database."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import set_urlconf

from tenants.connection import connection
from tenants.context import on_platform, origin_of
from tenants.domain import hosts
from tenants.enums import State
from tenants.errors import is_read_only
from tenants.models import Tenant
from tenants.unavailable import unavailable


class TenantMiddleware:
    """Point the connection and the URL configuration at the tenant of the request's host.

    Wagtail's preview sends an inner request through the whole chain (wagtail#12921): the tenant and the URL
    configuration of the outer one are put back when the inner one ends, so it goes on reading its own schema.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        outer = connection.tenant
        try:
            return self._answer(request)
        finally:
            connection.set_tenant(outer)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().rsplit(":", 1)[0].lower().removesuffix(".")
        if host in settings.PLATFORM_HOSTS:
            connection.set_schema_to_public()
            request.tenant = None  # type: ignore[attr-defined]  # ours, read by the views
            request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
            set_urlconf(settings.PUBLIC_SCHEMA_URLCONF)
            return self.get_response(request)

        connection.set_schema_to_public()  # a statement is sent only if the host is not in memory
        known = hosts.resolve(host)
        if known is None:
            raise Http404("Unknown host")
        tenant = known.tenant
        if tenant.moved_to:
            return HttpResponseRedirect(tenant.moved_to + request.get_full_path())
        if tenant.state in {State.PROVISIONING, State.ARCHIVED} or tenant.maintenance_since:
            return unavailable(tenant)
        if tenant.read_only_since and _writes(request):
            return unavailable(tenant)
        if host != known.primary and _is_a_page_for_all(request):
            return _to_primary(request, known.primary)
        request.tenant = tenant  # type: ignore[attr-defined]  # ours, read by the views
        request.primary_host = known.primary  # type: ignore[attr-defined]  # ours, read by the pages
        request.urlconf = settings.ROOT_URLCONF
        set_urlconf(settings.ROOT_URLCONF)
        connection.set_tenant(tenant)
        response = self.get_response(request)
        if response.streaming and not isinstance(response, FileResponse):
            response.streaming_content = _speaking_for(tenant, response.streaming_content)  # type: ignore[attr-defined]  # what streams
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page that writes although it was only asked for: the database has refused, the visitor is told politely."""
        tenant = getattr(request, "tenant", None)
        return unavailable(tenant) if tenant and is_read_only(exception) else None


def _speaking_for(tenant: Tenant, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of an answer, each made in the tenant's schema: the server asks for them when the chain is left."""
    remaining, end = iter(chunks), object()
    while True:
        outer = connection.tenant
        connection.set_tenant(tenant)
        try:
            chunk: Any = next(remaining, end)
        finally:
            connection.set_tenant(outer)
        if chunk is end:
            return
        yield chunk


def _is_a_page_for_all(request: HttpRequest) -> bool:
    """A page of the site that a visitor without a session asks for.

    Everything else answers at every host of a company: forms are sent to the host they came from, the office, the
    phone, programs and their files have cookies and keys of their host, and whoever is signed in looks at a preview.
    """
    if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    return not request.path_info.startswith(settings.EVERY_HOST_PREFIXES)


def _to_primary(request: HttpRequest, primary: str) -> HttpResponse:
    """Search engines move over; browsers ask each time, so a domain can be left without a loop in anybody's cache."""
    address = origin_of(primary) + request.get_full_path()
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache", "Vary": "Cookie"})


def _writes(request: HttpRequest) -> bool:
    return request.method not in {"GET", "HEAD", "OPTIONS"}


class OwnModelsMiddleware:
    """An address that names an app of the other side does not exist.

    Wagtail has generic screens which take the app and the model from the address (settings, bulk actions, tags,
    adding pages); their models are registered once for the process, but have tables on one side only.
    """

    ARGUMENTS = ("app_name", "app_label", "content_type_app_name")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 for an app without tables in this schema."""
        for label in filter(None, map(kwargs.get, self.ARGUMENTS)):
            if label not in _labels_of_side(public=on_platform()):
                raise Http404("No such app on this side")


@cache
def _labels_of_side(*, public: bool) -> frozenset[str]:
    names = settings.SHARED_APPS if public else settings.TENANT_APPS
    return frozenset(config.label for config in apps.get_app_configs() if config.name in names)

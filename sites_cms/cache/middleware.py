"""Which answers may be remembered, and whose they are."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sites_cms.alerts import putting_away

PAGE_OF = "sites_cms.page_of"  # in the WSGI environment: the schema of the company whose page was answered
TRUE_UNTIL = "sites_cms.true_until"  # there too: seconds since the epoch when the clock alone makes the page untrue
ONE_PERSONS = "sites_cms.one_persons"  # there too: nobody else is to see it, and the browser is not to keep it
PERSONAL_COOKIES = frozenset({settings.SESSION_COOKIE_NAME, "messages", putting_away.COOKIE})
_PAGES = {
    *("wagtail_serve", "site_tokens", "site_map", "site_robots"),
    *("site_documents", "site_documents_folder", "site_documents_house"),  # never their files, never a search
}
_DISCLOSURE = "site_disclosure"  # its pages, tables and data; its files are streamed, so they are not


class RememberedPageMiddleware:
    """Mark a page of a site that is the same for every anonymous visitor.

    Stands outside the session and the protection of forms: an answer that sets a cookie is somebody's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if ONE_PERSONS in request.META:
            response["Cache-Control"] = "private, no-store"
        tenant = getattr(request, "tenant", None)
        if tenant is None or not _same_for_all(request, response):
            return response
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"  # a browser asks whether its copy is still true, and is told by ETag
        request.META[PAGE_OF] = tenant.schema_name
        return response


def _same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    if not (name in _PAGES or name.startswith(_DISCLOSURE)) or response.status_code != 200 or response.streaming:
        return False
    if PERSONAL_COOKIES & request.COOKIES.keys() or response.cookies or getattr(request, "_csp_nonce", None):
        return False
    kept_from_all = ("private", "no-store")
    return not any(word in response.get("Cache-Control", "") for word in kept_from_all)

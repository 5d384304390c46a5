import posixpath
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import render

from files.sending import send_public
from tenants.storage import FilesAwayError

_HAVE_A_VIEW = ("documents/", "wagtail_uploads/")  # Wagtail's documents and half-finished uploads


class FilesMiddleware:
    """Public files before session and sign-in: a picture costs no query and its answer depends on no cookie.

    It also refuses a request that is larger than any form of ours before its body is read, and turns a store that
    is away into a polite page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.LARGEST_REQUEST_BYTES:
            megabytes = settings.LARGEST_REQUEST_BYTES // 2**20
            return render(request, "base/too_large.html", {"megabytes": megabytes}, status=413)
        if not request.path_info.startswith(settings.MEDIA_URL):
            return self.get_response(request)
        try:
            return _media(request, request.path_info.removeprefix(settings.MEDIA_URL))
        except FilesAwayError:
            return _away(request)
        except Http404:
            return HttpResponseNotFound(headers={"Cache-Control": "no-store"})

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 with words where a view could do nothing without the store."""
        return _away(request) if isinstance(exception, FilesAwayError) else None


def _away(request: HttpRequest) -> HttpResponse:
    response = render(request, "base/files_away.html", status=503)
    response["Retry-After"], response["Cache-Control"] = "30", "no-store"
    return response


def _media(request: HttpRequest, name: str) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    if not name or name != posixpath.normpath(name) or name.startswith(_HAVE_A_VIEW):
        raise Http404
    return send_public(request, name)

import posixpath
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound

from files.sending import send_public
from tenants.storage import FilesAwayError
from watch import error_pages
from watch.error_pages import Trouble

_HAVE_A_VIEW = ("documents/", "wagtail_uploads/")  # Wagtail's documents and half-finished uploads

_TOO_LARGE = Trouble(
    413,
    "Слишком большой файл",
    f"За один раз можно отправить не больше {settings.LARGEST_REQUEST_BYTES // 2**20} МБ. "
    "Уменьшите файл или разделите его на части, вернитесь назад и отправьте снова.",
)
_AWAY = Trouble(
    503,
    "Файлы временно недоступны",
    "Хранилище файлов не отвечает, мы уже знаем об этом. Подождите минуту и обновите страницу: всё остальное работает.",
    retry_after=30,
    plain=True,  # every picture of a page asks for it
)


class FilesMiddleware:
    """Public files before session and sign-in: a picture costs no query and its answer depends on no cookie.

    It also refuses a request that is larger than any form of ours before its body is read, and turns a store that
    is away into a polite page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.LARGEST_REQUEST_BYTES:
            return error_pages.show(request, _TOO_LARGE)
        if not request.path_info.startswith(settings.MEDIA_URL):
            return self.get_response(request)
        try:
            return _media(request, request.path_info.removeprefix(settings.MEDIA_URL))
        except FilesAwayError:
            return error_pages.show(request, _AWAY)
        except Http404:
            return HttpResponseNotFound(headers={"Cache-Control": "no-store"})

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 with words where a view could do nothing without the store."""
        return error_pages.show(request, _AWAY) if isinstance(exception, FilesAwayError) else None


def _media(request: HttpRequest, name: str) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    if not name or name != posixpath.normpath(name) or name.startswith(_HAVE_A_VIEW):
        raise Http404
    return send_public(request, name)

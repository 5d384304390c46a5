from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from crm.api import errors, views
from crm.api.reading import api, guards  # from there, as it adds the operations

app_name = "api"


def _only_reads(pattern: URLPattern) -> URLPattern:
    """The library's view with our words for another method, and with what guards it."""
    inner: Callable[..., HttpResponse] = pattern.callback

    @csrf_exempt  # there is no cookie to misuse: a key stands in a header
    @wraps(inner)
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method != "GET":
            return errors.answer(errors.ONLY_READING, status=405, headers={"Allow": "GET"})
        return inner(request, **arguments)

    view.guarded_by = guards[pattern.name or ""]  # type: ignore[attr-defined]  # read by tests of rights
    return path(str(pattern.pattern), view, name=pattern.name)


_operations = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name in guards]
urlpatterns = [
    path("openapi.json", views.schema, name="schema"),
    *map(_only_reads, _operations),
    path("<path:rest>", views.nowhere, name="nowhere"),
]

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from crm.api import errors, reading, views, writing  # noqa: F401  the two of them add the operations
from crm.api.operations import api, guards, methods

app_name = "api"


def _guarded(pattern: URLPattern) -> URLPattern:
    """The library's view with our words for another method, and with what guards it."""
    inner: Callable[..., HttpResponse] = pattern.callback
    method = methods[pattern.name or ""]

    @csrf_exempt  # there is no cookie to misuse: a key stands in a header
    @wraps(inner)
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method != method:
            return errors.answer(errors.OTHER_METHOD.format(method), status=405, headers={"Allow": method})
        return inner(request, **arguments)

    view.guarded_by = guards[pattern.name or ""]  # type: ignore[attr-defined]  # read by tests of rights
    return path(str(pattern.pattern), view, name=pattern.name)


_operations = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name in guards]
urlpatterns = [
    path("openapi.json", views.schema, name="schema"),
    *map(_guarded, _operations),
    path("<path:rest>", views.nowhere, name="nowhere"),
]

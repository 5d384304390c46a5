"""Who may see a hand-made screen of the operators' console."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access


def operators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The admin is open to a view; here one has to be an operator, that is, a superuser of the platform."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    wrapped: Callable[..., HttpResponse] = never_cache(require_admin_access(checked))
    return wrapped

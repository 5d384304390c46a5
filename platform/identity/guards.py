"""Who may see a hand-made screen of the operators' console."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

Answer = TypeVar("Answer", bound=HttpResponseBase)


def operators_only(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """The admin is open to a view; here one has to be an operator, that is, a superuser of the platform."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not request.user.is_superuser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    wrapped: Callable[..., Answer] = never_cache(require_admin_access(checked))
    return wrapped

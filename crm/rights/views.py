"""Asking for an action at the door of a view; the refusal looks like Wagtail's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.auth import permission_denied, require_admin_access

from identity.may import may

View = Callable[..., HttpResponseBase]


def require_action(*codes: str) -> Callable[[View], View]:
    """Let in only those who may do one of the actions; others are led to the desk with a message, strangers to
    sign-in. What guards a view stands on it as `guarded_by`: the tests of rights walk every address by that.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(may(request.user, code) for code in codes):
                return permission_denied(request)
            return view(request, *args, **kwargs)

        decorated = require_admin_access(guarded)
        decorated.guarded_by = frozenset(codes)
        return decorated

    return decorate

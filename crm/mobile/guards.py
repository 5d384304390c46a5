"""Who may open a screen of the phone. The refusal says what to ask the head for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from crm.mobile import pages
from crm.rights import registry
from crm.rights.domain.access import ENTER
from identity.channels import Channel
from identity.may import may

View = Callable[..., HttpResponseBase]
ENTER_MOBILE = ENTER[Channel.MOBILE]


def require_mobile(*codes: str) -> Callable[[View], View]:
    """Let in only those who signed in at `/m/` and may do one of the actions there; without codes everybody who may
    enter. Strangers, and sessions that were opened elsewhere, are led to sign-in. What guards a view stands on it as
    `guarded_by`, as with `crm.rights.views.require_action`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated or user.channel != Channel.MOBILE:
                return redirect_to_login(request.get_full_path(), reverse("mobile_login"))
            if not may(user, ENTER_MOBILE):
                return pages.show(request, "mobile/not_admitted.html", status=403)
            if codes and not any(may(user, code) for code in codes):
                return pages.show(request, "mobile/not_allowed.html", {"wanted": _labels(codes)}, status=403)
            return view(request, *args, **kwargs)

        guarded.guarded_by = frozenset(codes or {ENTER_MOBILE})  # type: ignore[attr-defined]  # read by tests of rights
        return guarded

    return decorate


def _labels(codes: tuple[str, ...]) -> list[str]:
    return [action.label for action in map(registry.find, codes) if action]

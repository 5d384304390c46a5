"""«Подтвердите, что это вы»: before what a thief at an open screen must not do, the password or a code once more.

    @require_action(rights.EDIT_REQUISITES)
    @require_fresh_proof
    def requisites(request): ...

    class Requisites(FreshProof, DomainEditView): ...

Signing in counts for the first minutes. Nothing typed is lost: the page is one of the gates of `editing.drafts`.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

FRESH_SECONDS = 15 * 60
_PROVED_AT = "proved_at"

View = Callable[..., HttpResponseBase]


def note_proof(request: HttpRequest) -> None:
    """The person has just given the password or a code."""
    request.session[_PROVED_AT] = int(time.time())


def is_fresh(request: HttpRequest) -> bool:
    """True if the person has proven lately who he is."""
    return time.time() - request.session.get(_PROVED_AT, 0) < FRESH_SECONDS


def require_fresh_proof(view: View) -> View:
    """Lead to the page of proof, and then back, unless the person has proven lately who he is.

    What other guards say of the view (`guarded_by`) stays on it, so it may stand inside or outside of them.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_fresh(request) else _ask(request)

    return guarded


class FreshProof:
    """A parent of class views, before them: the same."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not is_fresh(request):
            return _ask(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # Django's view


def _ask(request: HttpRequest) -> HttpResponseBase:
    return redirect(f"{reverse('proof')}?{urlencode({'next': _back_to(request)})}")


def _back_to(request: HttpRequest) -> str:
    """The page itself; for what was sent the page with the form, as a POST cannot be repeated by a link."""
    page = request.headers.get("Referer", "")
    if request.method in {"GET", "HEAD"} or not url_has_allowed_host_and_scheme(
        page, {request.get_host()}, require_https=request.is_secure()
    ):
        return request.get_full_path()
    came_from = urlsplit(page)
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path

"""The chat on a page: which pages have it, and what their policy of content lets it load."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from sites_cms.appearance.models import Appearance

_HOSTS = [f"https://{host}" for host in ("*.jivo.ru", "*.jivosite.com", "*.jivochat.com")]
_SOCKETS = [host.replace("https:", "wss:") for host in _HOSTS]
_OPENED: dict[str, list[str]] = {
    "script-src": _HOSTS,
    "connect-src": [*_HOSTS, *_SOCKETS],
    "img-src": _HOSTS,
    "media-src": _HOSTS,
    "font-src": _HOSTS,
    "frame-src": _HOSTS,
    "style-src": [*_HOSTS, "'unsafe-inline'"],  # the widget draws itself by inline styles
}


def chat_of(request: HttpRequest) -> str:
    """The number of the widget for this visitor, "" for none.

    Whoever is signed in gets a page without it: the script is another firm's and would run with their session, which
    opens the office on the same host.
    """
    if getattr(request, "is_preview", False) or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return ""
    widget: str = Appearance.load(request).chat_widget
    return widget


def open_for_chat(response: HttpResponseBase) -> None:
    """Let this page, and no other, load the chat."""
    opened: dict[str, Any] = getattr(response, "_csp_update", None) or {}
    more = {name: [*opened.get(name, []), *hosts] for name, hosts in _OPENED.items()}
    response._csp_update = opened | more  # type: ignore[attr-defined]  # django-csp reads it

"""The layer in front of Django: answers what it remembers, and remembers what Django lets it.

An answer depends on the host, the address and the chosen version for those who see badly, and on nothing else of
the request: one language, no cookie, no session, no nonce. Whoever has a session is passed on to Django.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from sites_cms.cache.memory import LARGEST_PAGE, LIFETIME, Answer, Key, Memory
from sites_cms.cache.middleware import PAGE_OF, PERSONAL_COOKIES, TRUE_UNTIL
from sites_cms.pages import vision
from tenants import changes
from watch.metrics import PAGES

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

_OFFICE = ("/crm/", "/m/", "/api/", "/media/", "/static/", "/documents/")
_KNOWN_QUERY = re.compile(r"(page=\d{1,4}|v=[0-9a-f]{1,16})?")
_FROM_MEMORY, _FROM_DJANGO = PAGES.labels("memory"), PAGES.labels("django")
_OF_ONE_VISIT = {"set-cookie", "content-length", "date", "x-request-id", "etag", "vary"}


class PageCache:
    """WSGI around WSGI."""

    def __init__(self, application: Application, memory: Memory | None = None) -> None:
        self.application = application
        self.memory = memory or Memory()
        changes.on_change(self.memory.forget, of_pages=True)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None or not changes.in_touch():
            return self.application(environ, start)
        answer = self.memory.find(key)
        if answer is not None:
            _FROM_MEMORY.inc()
            return _give(answer, environ, start)
        if environ["REQUEST_METHOD"] == "HEAD":  # its answer may have no body to remember
            return self.application(environ, start)
        return self._ask(environ, start, key)

    def _ask(self, environ: Environ, start: Start, key: Key) -> Iterable[bytes]:
        _FROM_DJANGO.inc()
        since = self.memory.now()
        head: list[Any] = []

        def hold(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            head[:] = [status, headers]
            return lambda _: None  # the old way of writing, which Django does not use

        body = self.application(environ, hold)
        status, headers = head
        if PAGE_OF not in environ:
            start(status, headers)
            return body
        try:
            whole = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        kept = tuple((name, value) for name, value in headers if name.lower() not in _OF_ONE_VISIT)
        answer = Answer(environ[PAGE_OF], status, kept, whole)
        if len(whole) <= LARGEST_PAGE:
            seconds = environ[TRUE_UNTIL] - time.time() if TRUE_UNTIL in environ else LIFETIME
            self.memory.keep(key, answer, since=since, seconds=seconds)
        return _give(answer, environ, start)


def key_of(environ: Environ) -> Key | None:
    """What an answer to this request depends on; None if it is not one to remember."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(_OFFICE) or "HTTP_AUTHORIZATION" in environ:
        return None
    if not _KNOWN_QUERY.fullmatch(query) or not _came_by_our_scheme(environ):
        return None
    version = _version(environ.get("HTTP_COOKIE", ""))
    if version is None:
        return None
    return (environ.get("HTTP_HOST", ""), path, query, version)  # the whole host: its port stands in links of the page


def _came_by_our_scheme(environ: Environ) -> bool:
    """Django redirects who came by the other one."""
    scheme = environ["wsgi.url_scheme"]
    if settings.BEHIND_PROXY:
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", scheme)
    return bool(scheme == settings.SITE_SCHEME)


def _version(cookie: str) -> str | None:
    """The chosen version ("" is the usual one); None for a visitor with a session or a message to read."""
    if not cookie:
        return ""
    cookies = parse_cookie(cookie)
    if PERSONAL_COOKIES & cookies.keys():
        return None
    chosen = vision.find(cookies.get(vision.COOKIE, ""))
    return chosen.code if chosen else ""


def _give(answer: Answer, environ: Environ, start: Start) -> Iterable[bytes]:
    about = [("ETag", answer.tag), ("Vary", "Accept-Encoding, Cookie")]
    if answer.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start("304 Not Modified", [*about, *(pair for pair in answer.headers if pair[0] == "Cache-Control")])
        return []
    body = answer.body
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = answer.packed
        about.append(("Content-Encoding", "gzip"))
    start(answer.status, [*answer.headers, *about, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

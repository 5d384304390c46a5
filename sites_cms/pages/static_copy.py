"""A company's site as plain HTML files: every address that a visitor reaches by links, with what its pages show.

Asked of Django itself, as an anonymous visitor at the company's host would; links become relative, so the copy opens
from a disk as well as from any host.
"""

import logging
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponseBase
from django.test import Client

from tenants.context import base_url, host_of
from tenants.models import Tenant

log = logging.getLogger(__name__)

MOST = 20_000  # addresses of one site
_OFFICE = ("/crm/", "/lk/", "/moy-dom/", "/obyavlenie/", "/vision/", "/healthz", "/readyz", "/robots.txt")
_ADDRESSES = {
    "a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "video": "src", "audio": "src",
    "iframe": "src", "use": "href",
}  # fmt: skip
_SETS = ("img", "source")  # srcset
_IN_CSS = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
_NOT_LINKED = {"canonical", "alternate", "preconnect", "dns-prefetch"}
_SUFFIX = {"text/html": ".html", "text/css": ".css", "application/xml": ".xml", "text/plain": ".txt"}


def copy_site(tenant: Tenant) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the copy; begins at the home page. Called with any connection."""
    yield from _Walk(tenant).files()


@dataclass
class _Walk:
    tenant: Tenant
    _seen: set[str] = field(default_factory=set)
    _waiting: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._base = base_url(self.tenant)
        self._visitor = Client(raise_request_exception=False, HTTP_HOST=urlsplit(self._base).netloc)

    def files(self) -> Iterator[tuple[str, bytes]]:
        self._follow("/")
        while self._waiting and len(self._seen) <= MOST:
            address = self._waiting.pop(0)
            if found := self._fetch(address):
                kind, content = found
                yield _file_of(address), self._relative(address, kind, content)

    def _fetch(self, address: str) -> tuple[str, bytes] | None:
        """Kind and content, or nothing if it is not for visitors."""
        if address.startswith(settings.STATIC_URL):
            return _static(address.removeprefix(settings.STATIC_URL))
        answer = self._visitor.get(address, secure=settings.SITE_SCHEME == "https", follow=True)
        if answer.status_code != 200:
            log.warning("Not in the copy of the site of %s: %s (%s)", self.tenant.slug, address, answer.status_code)
            return None
        return answer.get("Content-Type", "").partition(";")[0], _content(answer)

    def _relative(self, address: str, kind: str, content: bytes) -> bytes:
        if kind == "text/html":
            return self._html(address, content)
        if kind == "text/css":
            text = _IN_CSS.sub(lambda found: f'url("{self._link(address, found[2])}")', content.decode())
            return text.encode()
        return content

    def _html(self, address: str, content: bytes) -> bytes:
        page = BeautifulSoup(content, "html.parser")
        for still in page.select("[data-player]"):  # in a copy a video is a link to its page
            still["class"] = "text"
            del still["data-player"]
        for foreign in page.select("script[data-chat], figure script"):
            foreign.decompose()
        for tag in page.find_all(True):
            name = _ADDRESSES.get(tag.name)
            if name and tag.get(name) and not _NOT_LINKED & set(tag.get("rel") or ()):
                tag[name] = self._link(address, str(tag[name]))
            if tag.name in _SETS and tag.get("srcset"):
                tag["srcset"] = self._set(address, str(tag["srcset"]))
            if tag.name == "form":
                tag["action"] = urljoin(self._base + address, str(tag.get("action") or ""))
        return page.encode(formatter="minimal")

    def _set(self, address: str, value: str) -> str:
        candidates = [one.strip().split(maxsplit=1) for one in value.split(",") if one.strip()]
        return ", ".join(" ".join([self._link(address, target), *size]) for target, *size in candidates)

    def _link(self, address: str, target: str) -> str:
        """What stands in the copy for a link: a file beside it if the address is the site's own, else the address."""
        given = urlsplit(target)
        if given.scheme not in {"", "http", "https"} or (not given.netloc and not given.path and not given.query):
            return target
        whole = urlsplit(urljoin(self._base + address, target))
        if whole.hostname != host_of(self.tenant):
            return whole.geturl()
        if whole.path.startswith(_OFFICE):
            return whole.geturl()
        own = _address(whole)
        self._follow(own)
        way = posixpath.relpath(_file_of(own), posixpath.dirname(_file_of(address)) or ".")
        return quote(way) + (f"#{whole.fragment}" if whole.fragment else "")

    def _follow(self, address: str) -> None:
        if address not in self._seen:
            self._seen.add(address)
            self._waiting.append(address)


def _address(whole: SplitResult) -> str:
    """Path and query; the query of a file only says which version it is."""
    path = whole.path or "/"
    is_page = not posixpath.splitext(path)[1]
    return f"{path}?{whole.query}" if whole.query and is_page else path


def _file_of(address: str) -> str:
    """Where an address lies in the copy: /novosti/?page=2 → novosti/page-2.html."""
    given = urlsplit(address)
    path = unquote(given.path).lstrip("/")
    if posixpath.splitext(path)[1]:
        return path
    name = re.sub(r"[^0-9a-z]+", "-", given.query.lower()).strip("-") or "index"
    return posixpath.join(path, f"{name}.html")


def _static(name: str) -> tuple[str, bytes] | None:
    name = unquote(name)
    kind = "text/css" if name.endswith(".css") else ""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return kind, file.read()
    path = finders.find(name)
    if not path:
        return None
    with open(path, "rb") as file:  # noqa: PTH123  the finder gives a text
        return kind, file.read()


def _content(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # one of the two

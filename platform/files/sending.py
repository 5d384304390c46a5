"""A stored file as an answer: whole, a part of it, "you have it already", or "fetch it there yourself"."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from files.domain.kinds import mime_of
from tenants.connection import connection

_SHOWN = ("image/jpeg", "image/png", "image/webp")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_DIRECT_SECONDS = 60
_LONGEST_NAME = 255  # as in the database


def send_public(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture of a page. It never changes under its name, so browsers and proxies keep it for a month."""
    return _send(request, "default", name, as_name="", cache="public, max-age=2592000, immutable")


def send_document(request: HttpRequest, name: str, *, as_name: str) -> HttpResponseBase:
    """A document that its view has let out: pictures and PDF are shown, the rest is saved. Asked about each time."""
    return _send(
        request, "default", name, as_name=as_name, cache="private, no-cache", shown=(*_SHOWN, "application/pdf")
    )


def send_private(request: HttpRequest, name: str, *, as_name: str) -> HttpResponseBase:
    """A private file that has been let out: saved under `as_name`, kept by nobody on the way."""
    return _send(request, "private", name, as_name=as_name, cache="private, no-store", shown=())


def send_shown(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture from the private files that its view shows to everybody; asked for anew after an hour."""
    return _send(request, "private", name, as_name="", cache="public, max-age=3600")


def _send(
    request: HttpRequest, alias: str, name: str, *, as_name: str, cache: str, shown: tuple[str, ...] = _SHOWN
) -> HttpResponseBase:
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise Http404
    storage: Any = storages[alias]  # one of ours: `stream` and `direct_url`
    kind = mime_of(name)
    etag = f'"{sha256(f"{connection.schema_name}/{alias}/{name}".encode()).hexdigest()[:32]}"'
    headers = {
        "Content-Type": kind,
        "Content-Disposition": _disposition(kind not in shown, as_name),
        "Content-Security-Policy": "default-src 'none'" if kind == "application/pdf" else "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": cache,
        "ETag": etag,
        "Accept-Ranges": "bytes",
    }
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={key: headers[key] for key in ("Cache-Control", "ETag")})
    try:
        if alias == "private" or as_name:
            direct = storage.direct_url(
                name, seconds=_DIRECT_SECONDS, kind=kind, disposition=headers["Content-Disposition"]
            )
            if direct:
                return HttpResponse(status=302, headers={"Location": direct, "Cache-Control": "no-store"})
        size = storage.size(name)
        part = _part(request, size, etag)
        if part == _NOWHERE:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        first, last = part or (0, size - 1)
        chunks: Iterator[bytes] = iter(())
        if request.method == "GET" and size:
            chunks = storage.stream(name, first, last)
    except (SuspiciousOperation, FileNotFoundError, IsADirectoryError, ValueError):
        raise Http404 from None
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return StreamingHttpResponse(chunks, status=206 if part else 200, headers=headers)


_NOWHERE = (-1, -1)


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte of the one range asked for; None for the whole file, `_NOWHERE` for one outside it."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not found or found[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return None
    if not found[1]:  # the last so many bytes
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
    return (first, last) if first <= last else _NOWHERE


def _disposition(as_attachment: bool, as_name: str) -> str:
    """`Content-Disposition` with the name as people wrote it (RFC 5987)."""
    printable = "".join(sign if sign.isprintable() and sign not in '/\\"' else " " for sign in as_name)
    name = PurePosixPath(" ".join(printable.split())).name[-150:]
    return content_disposition_header(as_attachment, name) or "inline"

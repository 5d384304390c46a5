"""What an app on a phone is made of, the staff's and the residents' alike: manifest, worker, icons, how long they keep.

Nothing here knows who asks: it is the same for everybody at the company's host, so a phone may keep it.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from crm.mobile import icons, surroundings

_YEAR = 31_536_000


def manifest(*, home: str, start: str, icon: Callable[[int], str], **told: str) -> HttpResponse:
    """By which a phone installs the app of `home`, which opens at `start`; `icon` gives the address by size.

    `told` is what else the manifest says: "name", "short_name", "description", "background_color".
    """
    answer = JsonResponse(
        {
            "id": home,
            "lang": "ru",
            "start_url": start,
            "scope": home,
            "display": "standalone",
            "theme_color": surroundings.colours().accent,
            "icons": [
                {"src": icon(size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
                for size in icons.SIZES[1:]
                for purpose in ("any", "maskable")
            ],
            **told,
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
    return anew(answer)


def worker(
    request: HttpRequest, template: str, kept: Sequence[str], *, told: Sequence[str], **context: Any
) -> HttpResponse:
    """The service worker, which keeps the addresses `kept`, the page without network first.

    It is put in anew when one of these changes, or one of the words `told` on the kept pages.
    """
    version = hashlib.sha256("\n".join([*kept, *told]).encode()).hexdigest()[:12]
    context = {"kept": kept, "offline": kept[0], "version": version, **context}
    return anew(render(request, template, context, content_type="text/javascript; charset=utf-8"))


def anew(answer: HttpResponse) -> HttpResponse:
    """Asked for each time, and answered «not changed» if it is not."""
    answer["Cache-Control"] = "no-cache"
    return answer


def kept(answer: HttpResponse, request: HttpRequest, version: str) -> HttpResponse:
    """Kept for good under the address that bears its version, asked for each time under any other."""
    if request.GET.get("v") != version:
        return anew(answer)
    answer["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return answer

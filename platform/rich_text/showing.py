"""Videos on a page: a still with a button, and the policy of content opened for their hosts alone."""

import re
from typing import Any

from django.http import HttpResponseBase
from django.template.loader import render_to_string
from wagtail.rich_text import EmbedHandler

from rich_text.domain.videos import PLAYERS, recognise

_SHOWN = re.compile(rb' data-player="(https://[a-z.-]+)/')


class VideoHandler(EmbedHandler):
    """`<embed embedtype="video" url="…"/>` of a stored text on a page: nothing foreign until it is pressed."""

    identifier = "video"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        video = recognise(attrs.get("url", ""))
        if video is None:  # the host has left our list since the text was saved
            return ""
        return render_to_string("base/video.html", {"video": video, "title": attrs.get("title", "")})


def open_for_players(response: HttpResponseBase) -> None:
    """Let the page load the players that stand on it; a page without one keeps its policy whole."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    content: bytes = response.content  # type: ignore[attr-defined]  # an answer that does not stream has it
    hosts = sorted({found.decode() for found in _SHOWN.findall(content)} & set(PLAYERS))
    if hosts:
        opened: dict[str, Any] = getattr(response, "_csp_update", None) or {}
        response._csp_update = opened | {"frame-src": [*opened.get("frame-src", []), *hosts]}  # type: ignore[attr-defined]  # django-csp reads it

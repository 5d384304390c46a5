"""The one door for HTML: what comes in may be anything, what goes out is our few tags and nothing else.

Three steps. nh3 reads the text as a browser does and drops whatever is not named below; then tags are put the way we
store them (a player becomes `<embed embedtype="video">`, a picture and a link to a page Wagtail's own references); then
nh3 guards once more, by the stricter list of what is stored. What leaves the second guard is only made self-closing,
so nothing that the middle step could be tricked into reaches a page. Cleaning what is clean changes nothing.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

import nh3

from rich_text.domain import videos
from rich_text.domain.storing import as_stored

_WORDS = {
    "p", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "sub", "sup", "br", "hr", "blockquote",
    "ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a",
}  # fmt: skip
_CELL = {"colspan", "rowspan"}
_STORED: dict[str, set[str]] = {"*": set(), "td": _CELL, "th": {*_CELL, "scope"}, "ol": {"start"}}
# What editors and Word write besides, to be put our way by `storing`.
_COMING = {"div", "section", "article", "center", "pre", "h1", "h5", "h6", "dt", "dd", "del", "strike", "img", "iframe"}
# Whose content is no text either.
_DROPPED_WHOLE = {
    "script", "style", "title", "template", "noscript", "noembed", "noframes", "xmp", "plaintext", "svg", "math",
    "object", "applet", "audio", "video", "canvas", "select", "textarea", "button",
}  # fmt: skip
_SMALL = re.compile(r"[1-9][0-9]{0,2}")
_SHAPES = {
    "id": re.compile(r"[1-9][0-9]{0,17}"),
    "colspan": _SMALL,
    "rowspan": _SMALL,
    "start": _SMALL,
    "scope": re.compile("col|row"),
    "linktype": re.compile("page|document"),
    "embedtype": re.compile("image|video"),
    "format": re.compile(r"[a-z][a-z0-9_-]{0,29}"),
}
_PLAYERS = {("embed", "url"), ("iframe", "src")}
_SCHEMES = {"http", "https", "mailto", "tel"}
_EMBED = re.compile(r"<embed([^>]*)>")


@dataclass(frozen=True)
class Kind:
    """A kind of text. `with_own` lets in references to pages, documents and pictures: numbers of one company."""

    with_own: bool = True


OWN = Kind()
SHARED = Kind(with_own=False)  # one text on the sites of all companies: their numbers mean another thing in each


@lru_cache(maxsize=256)
def clean(html: str, kind: Kind = OWN) -> str:
    """HTML from anywhere as it may be stored and shown. Idempotent; never raises for what is in the text."""
    if not html.strip():
        return ""
    stored = _guard(kind).clean(as_stored(_reader(kind).clean(html.replace("\0", ""))))
    if "<a>" in stored:  # the guard understood an address otherwise: of such a link only the words stay
        stored = _guard(kind).clean(as_stored(stored))
    return _EMBED.sub(_self_closing, stored).strip()


def guard(html: str, *, tags: Set[str], attributes: Mapping[str, Set[str]]) -> str:
    """HTML of our own making (the help), held to a list of its own."""
    return nh3.clean(html, tags=tags, attributes={"*": set(), **attributes}, link_rel=None)


@lru_cache(maxsize=4)
def _reader(kind: Kind) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags={*_WORDS, *_COMING, "embed"},
        clean_content_tags=_DROPPED_WHOLE,
        attributes={
            **_STORED,
            "a": {"href", "linktype", "id", "data-linktype", "data-id"} if kind.with_own else {"href"},
            "img": {"data-embedtype", "data-id", "data-format", "data-alt", "alt"} if kind.with_own else set(),
            "embed": {"embedtype", "id", "format", "alt", "url", "title"},
            "iframe": {"src", "title"},
        },
        attribute_filter=_kept,
        link_rel=None,
        url_schemes=_SCHEMES,
    )


@lru_cache(maxsize=4)
def _guard(kind: Kind) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags={*_WORDS, "embed"},
        clean_content_tags=_DROPPED_WHOLE,
        attributes={
            **_STORED,
            "a": {"href", "linktype", "id"} if kind.with_own else {"href"},
            "embed": {"embedtype", "id", "format", "alt", "url", "title"}
            if kind.with_own
            else {"embedtype", "url", "title"},
        },
        attribute_filter=_kept,
        link_rel=None,
        url_schemes=_SCHEMES,
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute as it is kept; None drops it."""
    if (tag, name) in _PLAYERS:
        video = videos.recognise(value)
        return video.player if video else None
    shape = _SHAPES.get(name.removeprefix("data-"))
    return value if shape is None or shape.fullmatch(value) else None


def _self_closing(found: re.Match[str]) -> str:
    """As Wagtail's patterns expect it; an embed that misses what showing it needs is nothing."""
    given = found[1]
    whole = ' url="' in given if 'embedtype="video"' in given else ' id="' in given and ' format="' in given
    return f"<embed{given.rstrip(' /')}/>" if whole and "embedtype=" in given else ""

"""Markdown of a section as HTML: headings with addresses, pictures with sizes, nothing but what the list allows."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from rich_text.domain.cleaning import guard
from tenants.latin import address_of

PICTURES = Path("themes/help/static/help")
TAGS = {
    "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "hr", "br", "a", "img",
    "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
}

_WIDE = '<div class="help-wide" tabindex="0" role="region" aria-label="Таблица">'  # scrolls by itself on a phone


@dataclass(frozen=True)
class Heading:
    """A heading of the second level and its address on the page."""

    id: str
    text: str


@dataclass(frozen=True)
class Part:
    """The plain text below one heading; the first part has none."""

    heading: Heading | None
    text: str


def parts_of(markdown: str) -> tuple[Part, ...]:
    """The plain text of a section, cut at its headings."""
    return _cut(_markdown().parse(markdown))


@lru_cache(maxsize=200)
def html_of(markdown: str) -> str:
    """A section as HTML. Raw HTML in it is shown as text."""
    tokens = _markdown().parse(markdown)
    _cut(tokens)
    for token in tokens:
        for child in token.children or []:
            if child.type == "image":
                _place_picture(child)
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    html = html.replace("<table>", f"{_WIDE}<table>").replace("</table>", "</table></div>")
    return guard(html, tags=TAGS, attributes=ATTRIBUTES)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _cut(tokens: list[Token]) -> tuple[Part, ...]:
    """Cut a text at its headings, and give each heading of the second level its address."""
    cut: list[tuple[Heading | None, list[str]]] = [(None, [])]
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline":
            continue
        text = _plain(token)
        if before is not None and before.type == "heading_open" and before.tag == "h2":
            heading = Heading(address_of(text), text)
            before.attrSet("id", heading.id)
            cut.append((heading, []))
        else:
            cut[-1][1].append(text)
    return tuple(Part(heading, " ".join(texts)) for heading, texts in cut)


def _plain(token: Token) -> str:
    between = {"softbreak": " ", "hardbreak": " ", "image": ""}
    words = (between.get(child.type, child.content) for child in token.children or [])
    return " ".join("".join(words).split())


def _place_picture(token: Token) -> None:
    """The address of a picture, and its size, so that nothing jumps while it loads."""
    name = str(token.attrs["src"])
    width, height = picture_size(name)
    token.attrs |= {"src": static(f"help/{name}"), "width": width, "height": height, "loading": "lazy"}


def picture_size(name: str) -> tuple[int, int]:
    """Width and height in pixels."""
    with Image.open(settings.ROOT / PICTURES / name) as picture:
        return picture.width, picture.height

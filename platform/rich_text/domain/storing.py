"""Tags of editors, Word and video hosts put the way in which we store them. Safety is not decided here: `cleaning`."""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from rich_text.domain import videos

LONGEST_WORDS = 200  # characters of what is said of a picture or a video
_RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "pre": "p", "dt": "p", "dd": "p", "del": "s", "strike": "s"}
_BOXES = ["div", "section", "article", "center"]
_BLOCKS = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "hr", "pre", "embed",
    "dt", "dd", *_BOXES,
]  # fmt: skip
_HOLDS_NO_EMBED = {"p", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "sub", "sup", "a"}
_FORMATS = {"fullwidth", "left", "right"}  # Wagtail's own; a text that names another would break its page
# «site.ru/page» as people write it
_BARE_HOST = re.compile(r"(?:[a-zа-яё0-9-]{1,63}\.)+[a-zа-яё]{2,18}(?:/\S*)?", re.IGNORECASE)
_KNOWN_START = re.compile(r"(?:https?://|mailto:|tel:|/|#)", re.IGNORECASE)


def as_stored(html: str) -> str:
    """Well-formed HTML, as nh3 gives it, in our way of storing."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(list(_RENAMED)):
        tag.name = _RENAMED[tag.name]
    for tag in soup.find_all(["iframe", "img", "embed"]):
        _store_embed(soup, tag)
    for box in reversed(soup.find_all(_BOXES)):  # from the innermost: a thousand of them are looked into once each
        if box.find(_BLOCKS):
            box.unwrap()
        else:
            box.name = "p"
    for link in soup.find_all("a"):
        _store_link(link)
    for paragraph in soup.find_all("p"):
        _show_pasted_address(soup, paragraph)
    for embed in soup.find_all("embed"):
        _lift(embed)
    return soup.decode(formatter="minimal")


def frames(html: str) -> list[str]:
    """Addresses of the frames in a text as it was sent."""
    return [_text(frame, "src") for frame in BeautifulSoup(html, "html.parser").find_all("iframe")]


def _store_embed(soup: BeautifulSoup, tag: Tag) -> None:
    """A reference to a picture of Wagtail's or to a listed player; everything else of the kind goes."""
    if tag.decomposed:  # stood in a frame that is gone
        return
    kept: dict[str, str] = {}
    if tag.name == "iframe" or tag.get("embedtype") == "video":
        if video := videos.recognise(_text(tag, "src") or _text(tag, "url")):
            kept = {"embedtype": "video", "url": video.player}
            if title := _words(tag, "title"):
                kept["title"] = title
    elif "image" in (tag.get("data-embedtype"), tag.get("embedtype")):
        number = _text(tag, "data-id") or _text(tag, "id")
        shape = _text(tag, "data-format") or _text(tag, "format")
        alt = _words(tag, "data-alt") or _words(tag, "alt")
        if number:
            kept = {
                "embedtype": "image",
                "id": number,
                "format": shape if shape in _FORMATS else "fullwidth",
                "alt": alt,
            }
    if not kept:
        tag.decompose()
        return
    embed = soup.new_tag("embed")
    embed.attrs.update(kept)
    tag.replace_with(embed)


def _store_link(link: Tag) -> None:
    """A reference to a page or a document, or an address that leads somewhere; else only its words."""
    kind = _text(link, "data-linktype") or _text(link, "linktype")
    number = _text(link, "data-id") or _text(link, "id")
    if kind and number:
        link.attrs = {"linktype": kind, "id": number}
        return
    address = _text(link, "href")
    if _BARE_HOST.fullmatch(address):
        address = f"https://{address}"
    if not _KNOWN_START.match(address):
        link.unwrap()
        return
    link.attrs = {"href": f"https:{address}" if address.startswith("//") else address}


def _show_pasted_address(soup: BeautifulSoup, paragraph: Tag) -> None:
    """An address of a video that stands alone in its paragraph is meant to be watched."""
    links = paragraph.find_all("a")
    if paragraph.find(lambda tag: tag.name != "a") or len(links) > 1:
        return
    words = paragraph.get_text().strip()
    video = videos.recognise(words)
    if video and (not links or videos.recognise(_text(links[0], "href")) == video):
        embed = soup.new_tag("embed")
        embed.attrs.update({"embedtype": "video", "url": video.player})
        paragraph.replace_with(embed)


def _lift(embed: Tag) -> None:
    """A picture or a player is a block of its own: out of the paragraph it stood in, which goes if nothing is left."""
    outermost = None
    for parent in embed.parents:
        if parent.name in _HOLDS_NO_EMBED:
            outermost = parent
    if outermost is None:
        return
    outermost.insert_after(embed.extract())
    if not outermost.get_text().replace("\xa0", " ").strip() and not outermost.find(["embed", "hr"]):
        outermost.decompose()


def _text(tag: Tag, name: str) -> str:
    return str(tag.get(name) or "").strip()


def _words(tag: Tag, name: str) -> str:
    return " ".join(_text(tag, name).split())[:LONGEST_WORDS]

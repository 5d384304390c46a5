"""A news item as an A4 for the board of an entrance, by Typst: whoever has no internet reads it there.

The QR leads to the page of the item. Rich text becomes headings, paragraphs and points; pictures stay on the site.
"""

import io
import re
from datetime import date
from typing import Any

import segno
from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.formats import date_format
from wagtail.rich_text import expand_db_html

from crm.company.models import Profile
from crm.dispatch.domain.paper import compiled, letterhead
from identity.phones import phones
from sites_cms.pages.models import NewsPage
from tenants.context import base_url, current_tenant
from tenants.errors import DomainError

Run = tuple[str, bool]  # words, and whether they are bold
_KINDS = {"h1": "head", "h2": "head", "h3": "head", "h4": "head", "li": "point"}
_PARTS = ("h1", "h2", "h3", "h4", "p", "li", "tr", "blockquote", "figcaption")
_LISTS = ("ul", "ol")
_SIZES = ((300, 22), (600, 17), (1250, 13.5), (1800, 12))  # up to so many characters of body → points of type
_SMALLEST = 10.5
_SPACES = re.compile(r"[ \t\r\n]+")


def notice_pdf(news: NewsPage, profile: Profile) -> bytes:
    """The notice. Raises DomainError for an item that is not on the site: its QR would lead nowhere."""
    return compiled("entrance_notice.typ", notice_data(news, profile))


def notice_data(news: NewsPage, profile: Profile) -> dict[str, Any]:
    """Everything that stands on the notice. Raises DomainError as `notice_pdf` does."""
    if not news.live:
        raise DomainError("Новости ещё нет на сайте: сначала опубликуйте её, тогда QR-код откроет её страницу.")
    body = blocks_of(expand_db_html(str(news.body)))
    emergency = next(iter(phones(profile.emergency_phone)), None)
    address = address_of(news)
    return {
        **letterhead(profile),
        "name": profile.short_name,
        "title": news.title,
        "announcement": news.announcement,
        "body": body,
        "size": _size_for(len(news.announcement) + sum(len(text) for block in body for text, _ in block["runs"])),
        "date": in_words(news.date),
        "phone": emergency.text if emergency else "",
        "address": address.partition("://")[2],
        "qr": _qr(address),
    }


def address_of(news: NewsPage) -> str:
    """Where residents read it."""
    parts = news.get_url_parts()
    return base_url(current_tenant()) + (parts[2] if parts else "/")


def in_words(day: date) -> str:
    """«27 ноября 2026 года»."""
    return f"{date_format(day, 'j E Y')} года"


def blocks_of(html: str) -> list[dict[str, Any]]:
    """Headings, paragraphs and points of a rich text, in order, as words with what is bold; nothing of its markup."""
    soup = BeautifulSoup(html, "html.parser")
    found = []
    for part in soup.find_all(_PARTS):
        if part.find_parent(_PARTS) and part.name != "li":
            continue  # a paragraph in a point or in a quotation is told with it
        runs = _runs(part)
        if runs:
            found.append({"kind": _KINDS.get(part.name, "paragraph"), "runs": runs})
    return found


def _runs(part: Tag) -> list[Run]:
    runs: list[Run] = []
    for node in part.descendants:
        if isinstance(node, Tag) and node.name == "br":
            runs.append(("\n", False))
        elif isinstance(node, Tag) and node.name in {"td", "th"} and node.find_previous_sibling():
            runs.append((" — ", False))
        elif type(node) is NavigableString and _belongs(node, part):
            runs.append((_SPACES.sub(" ", node), _is_bold(node, part)))
    return _tidy(runs)


def _belongs(node: NavigableString, part: Tag) -> bool:
    """False in a list that lies in this point: its own points are told after it."""
    inner = node.find_parent(_LISTS)
    return part.name != "li" or inner is part.parent


def _is_bold(node: NavigableString, part: Tag) -> bool:
    bold = node.find_parent(("b", "strong", "th"))
    return bold is not None and (bold is part or part in bold.parents)


def _tidy(runs: list[Run]) -> list[Run]:
    """One space between words, none at the ends."""
    tidy: list[Run] = []
    for words, bold in runs:
        ends = tidy[-1][0][-1] if tidy else " "
        left = words.lstrip(" ") if ends in " \n" else words
        if left:
            tidy.append((left, bold))
    while tidy and not tidy[-1][0].rstrip():
        tidy.pop()
    return [*tidy[:-1], (tidy[-1][0].rstrip(), tidy[-1][1])] if tidy else []


def _size_for(characters: int) -> float:
    return next((size for most, size in _SIZES if characters <= most), _SMALLEST)


def _qr(address: str) -> str:
    svg = io.BytesIO()
    segno.make(address, error="m", micro=False).save(svg, kind="svg", border=0, scale=4)
    return svg.getvalue().decode()

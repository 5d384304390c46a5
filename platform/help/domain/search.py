"""Finding sections by words: a title weighs more than a heading, a heading more than the text."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from help.domain.articles import Article
from help.domain.rendering import Part
from tenants import finding
from tenants.finding import LONGEST, WORD, stem, stems, weigh, words

MOST = 20  # sections in an answer
TITLE, HEADING, TEXT = 12, 5, 1
_AROUND = 90  # signs of the text before and after a found word


@dataclass(frozen=True)
class Found:
    """A section that fits, with the piece of its text that shows why."""

    article: Article
    address: str  # within the section: "#id" of the heading, or nothing
    heading: str
    snippet: SafeString


def find(question: str, articles: list[Article]) -> list[Found]:
    """Sections that fit a question, best first, at most `MOST`; none for an empty one."""
    wanted = stems(question[:LONGEST])
    ordered = sorted(articles, key=lambda article: article.order)
    found = finding.find(question, {article: _weights(article) for article in ordered})
    return [_show(article, wanted) for article in found[:MOST]]


@lru_cache(maxsize=500)
def _weights(article: Article) -> Counter[str]:
    """Each stem of a section with its weight."""
    return weigh(_texts(article))


def _texts(article: Article) -> list[tuple[str, int]]:
    pieces = [(article.title, TITLE), (article.section, HEADING), (article.summary, HEADING)]
    pieces += [(part.heading.text, HEADING) for part in article.parts if part.heading]
    return pieces + [(part.text, TEXT) for part in article.parts]


def _fits(word: str, wanted: frozenset[str]) -> bool:
    own = stem(word.lower().replace("ё", "е"))
    return own in wanted or any(len(begun) > 3 and own.startswith(begun) for begun in wanted)


def _show(article: Article, wanted: frozenset[str]) -> Found:
    part = max(article.parts, key=lambda part: _hits(part, wanted))
    if not _hits(part, wanted):
        part = article.parts[0]
    heading = part.heading
    return Found(
        article=article,
        address=f"#{heading.id}" if heading else "",
        heading=heading.text if heading else "",
        snippet=_marked(_piece(part.text, wanted) or article.summary, wanted),
    )


def _hits(part: Part, wanted: frozenset[str]) -> int:
    text = f"{part.heading.text} {part.text}" if part.heading else part.text
    return len({stem(word) for word in words(text)} & wanted)


def _piece(text: str, wanted: frozenset[str]) -> str:
    """What stands around the first found word, cut at words."""
    first = next((match.start() for match in WORD.finditer(text) if _fits(match[0], wanted)), 0)
    start, end = max(first - _AROUND, 0), first + 2 * _AROUND
    piece = text[start:end]
    if start:
        piece = "… " + piece.partition(" ")[2]
    return piece.rpartition(" ")[0] + " …" if end < len(text) else piece


def _marked(text: str, wanted: frozenset[str]) -> SafeString:
    pieces, at = [], 0
    for match in WORD.finditer(text):
        if _fits(match[0], wanted):
            pieces += [conditional_escape(text[at : match.start()]), format_html("<mark>{}</mark>", match[0])]
            at = match.end()
    return mark_safe("".join([*pieces, conditional_escape(text[at:])]))  # noqa: S308  every piece is escaped above

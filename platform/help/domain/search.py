"""Finding sections by words, in memory: a few dozen texts need no server.

A word is its Russian stem with ё as е, so «счёта» finds «счетов». A title weighs more than a heading, a heading more
than the text. Sections with all the words come first; where there is none, those with some.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from help.domain.articles import Article
from help.domain.rendering import Part

LONGEST = 100  # signs of a question
MOST = 20  # sections in an answer
TITLE, HEADING, TEXT = 12, 5, 1
_WORD = re.compile(r"\w+")
_AROUND = 90  # signs of the text before and after a found word
_FLEETING = re.compile(r"(?<=\w\w\w)[ое]к$")  # «заявок» and «заявка» differ by a vowel that comes and goes
_SMALL = frozenset(
    {
        *("в", "во", "и", "на", "с", "со", "к", "ко", "у", "о", "об", "по", "за", "из", "от", "до"),
        *("не", "как", "что", "где", "это", "ли", "же", "бы", "для"),
    }
)


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
    if not wanted:
        return []
    scores = {article.slug: _score(article, wanted) for article in articles}
    whole = [article for article in articles if len(scores[article.slug]) == len(wanted)]
    fitting = whole or [article for article in articles if scores[article.slug]]
    fitting.sort(key=lambda article: (-len(scores[article.slug]), -sum(scores[article.slug].values()), article.order))
    return [_show(article, wanted) for article in fitting[:MOST]]


def stems(text: str) -> frozenset[str]:
    """The words of a text by their stems, without the small ones."""
    return frozenset(_stem(word) for word in _words(text) if word not in _SMALL)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("ё", "е"))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return _FLEETING.sub("к", _stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.RussianStemmer:
    return snowballstemmer.stemmer("russian")


@lru_cache(maxsize=500)
def _weights(article: Article) -> Counter[str]:
    """Each stem of a section with its weight."""
    weights: Counter[str] = Counter()
    for text, weight in _texts(article):
        for word in _words(text):
            weights[_stem(word)] += weight
    return weights


def _texts(article: Article) -> list[tuple[str, int]]:
    pieces = [(article.title, TITLE), (article.section, HEADING), (article.summary, HEADING)]
    pieces += [(part.heading.text, HEADING) for part in article.parts if part.heading]
    return pieces + [(part.text, TEXT) for part in article.parts]


def _score(article: Article, wanted: frozenset[str]) -> dict[str, int]:
    """How heavy each wanted stem is in the section; the last word may be only begun."""
    weights = _weights(article)
    found = {stem: weights[stem] or _begun(stem, weights) for stem in wanted}
    return {stem: weight for stem, weight in found.items() if weight}


def _begun(stem: str, weights: Counter[str]) -> int:
    return max((weight for other, weight in weights.items() if len(stem) > 3 and other.startswith(stem)), default=0)


def _fits(word: str, wanted: frozenset[str]) -> bool:
    stem = _stem(word.lower().replace("ё", "е"))
    return stem in wanted or any(len(begun) > 3 and stem.startswith(begun) for begun in wanted)


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
    return len({_stem(word) for word in _words(text)} & wanted)


def _piece(text: str, wanted: frozenset[str]) -> str:
    """What stands around the first found word, cut at words."""
    first = next((match.start() for match in _WORD.finditer(text) if _fits(match[0], wanted)), 0)
    start, end = max(first - _AROUND, 0), first + 2 * _AROUND
    piece = text[start:end]
    if start:
        piece = "… " + piece.partition(" ")[2]
    return piece.rpartition(" ")[0] + " …" if end < len(text) else piece


def _marked(text: str, wanted: frozenset[str]) -> SafeString:
    pieces, at = [], 0
    for match in _WORD.finditer(text):
        if _fits(match[0], wanted):
            pieces += [conditional_escape(text[at : match.start()]), format_html("<mark>{}</mark>", match[0])]
            at = match.end()
    return mark_safe("".join([*pieces, conditional_escape(text[at:])]))  # noqa: S308  every piece is escaped above

"""Finding short texts by Russian words, in memory: a few hundred of them need no server.

A word is its stem with ё as е, so «счёта» finds «счетов». Texts with all the words come first; where there is none,
those with some.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

import snowballstemmer

LONGEST = 100  # signs of a question
WORD = re.compile(r"\w+")
Key = TypeVar("Key", bound=Hashable)
_FLEETING = re.compile(r"(?<=\w\w\w)[ое]к$")  # «заявок» and «заявка» differ by a vowel that comes and goes
_SMALL = frozenset(
    {
        *("в", "во", "и", "на", "с", "со", "к", "ко", "у", "о", "об", "по", "за", "из", "от", "до"),
        *("не", "как", "что", "где", "это", "ли", "же", "бы", "для"),
    }
)


def stems(text: str) -> frozenset[str]:
    """The words of a text by their stems, without the small ones."""
    return frozenset(stem(word) for word in words(text) if word not in _SMALL)


def weigh(texts: Iterable[tuple[str, int]]) -> Counter[str]:
    """Each stem of some texts with its weight: what a text says in its title weighs more than what it says below."""
    weights: Counter[str] = Counter()
    for text, weight in texts:
        for word in words(text):
            weights[stem(word)] += weight
    return weights


def find(question: str, weights: Mapping[Key, Counter[str]]) -> list[Key]:
    """Which of the weighed texts fit a question, best first, equal ones as they stand; none for an empty one."""
    wanted = stems(question[:LONGEST])
    scores = {key: score for key, weighed in weights.items() if (score := _score(weighed, wanted))}
    whole = [key for key in scores if len(scores[key]) == len(wanted)]
    return sorted(whole or scores, key=lambda key: (-len(scores[key]), -sum(scores[key].values())))


def words(text: str) -> list[str]:
    """As they are compared."""
    return WORD.findall(text.lower().replace("ё", "е"))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What does not change in a word; of one that `words` gave."""
    return _FLEETING.sub("к", _stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.RussianStemmer:
    return snowballstemmer.stemmer("russian")


def _score(weights: Counter[str], wanted: frozenset[str]) -> dict[str, int]:
    """How heavy each wanted stem is in the text; the last word may be only begun."""
    found = {stem: weights[stem] or _begun(stem, weights) for stem in wanted}
    return {stem: weight for stem, weight in found.items() if weight}


def _begun(stem: str, weights: Counter[str]) -> int:
    return max((weight for other, weight in weights.items() if len(stem) > 3 and other.startswith(stem)), default=0)

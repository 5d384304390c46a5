"""What a Russian word may be in a person's name, by the dictionary of OpenCorpora.

The dictionary takes a quarter of a second and some 20 MB, so it is opened when the first word is asked for: in a
worker that loads names in one cell, and by the tool that splits them.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_GENDERS = {"masc": "m", "femn": "f", "ms-f": "mf", "GNdr": "mf"}


@dataclass(frozen=True)
class Role:
    """A word as one part of a name: how likely it is that (0–1), and of whom it is said ("m", "f")."""

    score: float = 0.0
    genders: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.score > 0


@dataclass(frozen=True)
class Word:
    """What a word may be in a name; each part is false if it may not."""

    surname: Role
    name: Role
    patronymic: Role


@lru_cache(maxsize=20_000)
def look_up(word: str) -> Word:
    """The roles of a word in the nominative; of «Салтыков-Щедрин» those that both halves have."""
    halves = [_read(half) for half in word.casefold().split("-")]
    first = halves[0]
    for other in halves[1:]:
        first = Word(
            _both(first.surname, other.surname),
            _both(first.name, other.name),
            _both(first.patronymic, other.patronymic),
        )
    return first


def _read(word: str) -> Word:
    found = {"Surn": Role(), "Name": Role(), "Patr": Role()}
    for parse in _analyzer().parse(word):
        tag = parse.tag
        if "nomn" not in tag and "Fixd" not in tag:
            continue
        if "plur" in tag:
            continue
        for grammeme, role in found.items():
            if grammeme in tag:
                genders = {one for name, ones in _GENDERS.items() if name in tag for one in ones} or {"m", "f"}
                found[grammeme] = Role(role.score + parse.score, role.genders | genders)
    return Word(found["Surn"], found["Name"], found["Patr"])


def _both(one: Role, other: Role) -> Role:
    if not (one and other):
        return Role()
    return Role(min(one.score, other.score), one.genders & other.genders)


@cache
def _analyzer() -> Any:
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415  slow import

    return MorphAnalyzer()

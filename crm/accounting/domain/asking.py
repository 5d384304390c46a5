"""What somebody typed into the one box of the search, taken apart: a number, a name, an address, a phone.

The parser does not know the streets: it lists the ways to read the text, and the database says which of them exist.
So «8 марта 44 1» is the street «8 Марта», and «ленина 5 12» is a house and a flat.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm.accounting.domain.addresses import is_kind_of_street, number_key
from crm.accounting.domain.premises import flat_key, read_premises
from tenants.ordering import search_key

LONGEST = 100  # signs of a question: what is longer is no question
_MOST_WORDS = 12
_MOST_READINGS = 24
_ACCOUNT = re.compile(r"^(?:л/?с|лицевой(?: счет)?|счет)[.:]?\s*(?:№|n)?\s*(?=\d)")
_NUMBER = re.compile(r"(?=.*\d)[\w\-/.№]{1,30}")
_PHONE = re.compile(r"\+?[\d\s()\-.]+")
_CITY = re.compile(r"^(?:г|город|п|пос|поселок|с|село|д|деревня)[.\s]\s*")
_HOUSE_MARK = frozenset({"д", "дом"})
_FLAT_MARK = re.compile(r"(?:кв|квартира|пом|помещение|оф|офис|нежилое|клад|кладовая|кл|гараж|парковка|машиноместо)")
_PART = re.compile(r"(?:корпус|корп|к|строение|стр|с|литера|литер|лит|л|блок|секция)")
_PART_JOINED = re.compile(rf"{_PART.pattern}\d+")
_HOUSE = re.compile(r"\d+[\w/]*(?:-[а-я]\w*)?")
_HOUSE_AND_FLAT = re.compile(r"(\d+[\w/]*)-(\d+\w*)")
_WORD = re.compile(r"[^\W\d][^\d]*")
_QUOTES = re.compile(r"[«»\"„“']")
_FIRM = re.compile(r"^(?:ооо|оао|ао|пао|зао|ип|тсж|тсн|жск|мку|муп|гуп|фгуп|мбу|гбу|снт|гск|нко|ано)\s+(?=\S)")
_OFFICES = ("", "пом. ", "пом ", "помещение ", "нежилое помещение ", "нежилое ", "оф. ", "оф ", "офис ")

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_KEYS = str.maketrans(_LATIN, _CYRILLIC)


@dataclass(frozen=True)
class Reading:
    """One way to read the text as an address. Keys as the database holds them; what is empty was not said.

    `owner` is a surname (or its beginning) that was typed beside the address.
    """

    street: str
    house: str = ""
    flat: str = ""
    owner: str = ""
    city: str = ""


@dataclass(frozen=True)
class Asked:
    """A question in all the ways in which it can be meant.

    `number`: as an account's number. `digits`: of a text that may be a phone. `names`: words of a name, surname first
    or second; `flat` was typed behind them. `firm`: a name without «ООО» and quotes.
    """

    text: str
    number: str = ""
    digits: str = ""
    names: tuple[str, ...] = ()
    flat: str = ""
    firm: str = ""
    readings: tuple[Reading, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, ask: Callable[[], Any]) -> Any:
        """What one finder asked of the database for this question, for the others too."""
        if name not in self.kept:
            self.kept[name] = ask()
        return self.kept[name]


def ask(text: str) -> Asked:
    """Take a question apart. Any text will do: one that says nothing gives an empty question."""
    line = search_key(text.replace("\N{NO-BREAK SPACE}", " ").replace("\x00", ""))[:LONGEST]
    line = re.sub("[‐-―−]", "-", line).strip(" ,.;")
    bare = _ACCOUNT.sub("", line)
    words = _words(bare)
    named = _leading_words(words)
    behind = " ".join(words[len(named) :])
    return Asked(
        text=line,
        number=bare if _NUMBER.fullmatch(bare) else "",
        digits=_digits(line),
        names=named if len(named) <= 3 and (not behind or _is_flat(behind)) else (),
        flat=_flat(behind) if _is_flat(behind) and (named or _FLAT_MARK.match(behind)) else "",
        firm=firm_key(line),
        readings=tuple(_readings(bare, words)),
    )


def as_cyrillic(text: str) -> str:
    """The same keys under the Russian layout: «bdfyjdf» → «иванова». Russian letters and digits stay."""
    return text.translate(_KEYS)


def is_latin(text: str) -> bool:
    """True if there is a letter that a Russian keyboard would not have given."""
    return any(sign.isascii() and sign.isalpha() for sign in text)


def firm_key(text: str) -> str:
    """«ООО «Лютик»» → «лютик»: what a firm is found by. The database's index `account_by_firm` says the same."""
    return _FIRM.sub("", _QUOTES.sub("", search_key(text)))


def flat_keys(flat: str) -> list[str]:
    """The keys under which premises may be kept that somebody calls so: «12», «пом. 7н», «офис 3»."""
    told, kind = read_premises(flat)
    if kind is None and not told.lower().startswith(("пом", "оф", "неж")):
        return [flat_key(mark + told) for mark in _OFFICES] if told[:1].isdigit() else [flat_key(told)]
    bare = re.sub(r"^[^\d]*(?=\d)", "", told)
    return list(dict.fromkeys([flat_key(told), *(flat_key(mark + bare) for mark in _OFFICES)]))


def _readings(line: str, words: list[str]) -> list[Reading]:
    city, _, rest = line.partition(",")
    found = []
    if rest and _WORD.fullmatch(city) and not _begins_with_house(rest):
        found = [
            Reading(one.street, one.house, one.flat, one.owner, _CITY.sub("", city).strip())
            for one in _of_words(_words(rest))
        ]
    return [*found, *_of_words(words)][:_MOST_READINGS]


def _of_words(words: list[str]) -> list[Reading]:
    """The text cut before each word that can be a house's number; and all of it as a street."""
    found: list[Reading] = []
    for cut, word in enumerate(words):
        street = _street(words[:cut])
        if street and word[0].isdigit():
            found += _with_house(street, words[cut:])
            if cut > 1 and _is_surname(words[0]) and (later := _street(words[1:cut])):
                found += _with_house(later, words[cut:], owner=words[0])
    whole = _street(words)
    return [*found, Reading(whole)] if whole else found


def _with_house(street: str, words: list[str], owner: str = "") -> list[Reading]:
    """The ways to read what stands behind a street: how much of it is the house, the rest is a flat or an owner."""
    first, *rest = words
    found = []
    if joined := _HOUSE_AND_FLAT.fullmatch(first):
        found.append(Reading(street, number_key(joined[1]), joined[2] if not rest else "", owner))
    if len(rest) > 1 and _PART.fullmatch(rest[0]):
        found += _behind(street, " ".join([first, *rest[:2]]), rest[2:], owner)
    elif rest and (_PART_JOINED.fullmatch(rest[0]) or (len(rest[0]) == 1 and rest[0].isalpha())):
        found += _behind(street, " ".join([first, rest[0]]), rest[1:], owner)
    if _HOUSE.fullmatch(first):
        found += _behind(street, first, rest, owner)
    return found


def _behind(street: str, house: str, rest: list[str], owner: str) -> list[Reading]:
    text = " ".join(rest)
    if not text:
        return [Reading(street, number_key(house), "", owner)]
    if _is_flat(text):
        return [Reading(street, number_key(house), _flat(text), owner)]
    if not owner and all(_WORD.fullmatch(word) for word in rest) and len(rest) <= 3:
        return [Reading(street, number_key(house), "", rest[0])]
    return []


def _words(line: str) -> list[str]:
    """Words without commas, dots and the marks of a house; «д.5» and «кв.12» are two words each."""
    spaced = re.sub(r"([^\W\d])\.(?=\S)", r"\1 ", line.replace(",", " "))
    spaced = re.sub(r"\b(дом|д|квартира|кв)(?=\d)", r"\1 ", spaced)
    spaced = re.sub(r"(?<=\d)-\s*(?=кв)|\s-\s", " ", spaced)
    words = [word.strip(".;") for word in spaced.split()]
    return [word for word in words if word and word not in _HOUSE_MARK][:_MOST_WORDS]


def _street(words: list[str]) -> str:
    """The name of a street without its kind; empty if these words cannot be one."""
    kinds = [place for place, word in enumerate(words) if is_kind_of_street(word)]
    if kinds and len(words) > 1:  # a town may stand in front of it
        words = words[kinds[-1] + 1 :] or words[: kinds[-1]]
    if any(_FLAT_MARK.fullmatch(word) for word in words):
        return ""
    return " ".join(words) if any(_WORD.fullmatch(word) or "-" in word for word in words) else ""


def _is_surname(word: str) -> bool:
    return len(word) > 1 and bool(_WORD.fullmatch(word)) and not is_kind_of_street(word)


def _leading_words(words: list[str]) -> tuple[str, ...]:
    named: list[str] = []
    for word in words:
        if not _WORD.fullmatch(word) or _FLAT_MARK.fullmatch(word):
            break
        named.append(word)
    return tuple(named)


def _is_flat(text: str) -> bool:
    """«12», «12а», «кв 12», «пом 7н», «м/м 3», «12 а»."""
    told, kind = read_premises(text)
    if kind is not None or _FLAT_MARK.match(text):
        return any(sign.isdigit() for sign in told)
    return bool(re.fullmatch(r"\d+[\w/\-]*(?: [а-я])?", told))


def _flat(text: str) -> str:
    return re.sub(r"^(?:квартира|кв)\s*", "", text)


def _begins_with_house(text: str) -> bool:
    words = _words(text)
    return bool(words) and bool(_HOUSE.match(words[0])) and not any(_WORD.fullmatch(w) and len(w) > 3 for w in words)


def _digits(line: str) -> str:
    return re.sub(r"\D", "", line) if _PHONE.fullmatch(line) else ""

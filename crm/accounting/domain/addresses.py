"""Addresses as people type them: taking street and house apart, and knowing the same house again."""

import re

from tenants.errors import DomainError
from tenants.ordering import search_key

_KINDS = {
    "ул.": "ул улица",
    "пр-кт": "пр-кт проспект просп пр-т пр",
    "пер.": "пер переулок",
    "б-р": "б-р бульвар бул бр",
    "ш.": "ш шоссе",
    "пл.": "пл площадь",
    "наб.": "наб набережная",
    "проезд": "проезд пр-д",
    "тупик": "тупик туп",
    "мкр.": "мкр мкрн мкр-н микрорайон",
    "кв-л": "кв-л квартал",
    "тракт": "тракт тр-т",
    "аллея": "аллея ал",
    "линия": "линия",
}
_KIND_OF = {spelling: kind for kind, spellings in _KINDS.items() for spelling in spellings.split()}
_PART = r"(?:корпус|корп|к|строение|стр|с|литера|литер|лит|л|владение|вл|блок|секция)"
_NUMBER = rf"\d+[\w/\-]*(?:[ ,]*{_PART}\.? ?[\w/\-]+)*(?: [а-яё])?"
_IS_NUMBER = re.compile(_NUMBER, re.IGNORECASE)
_MARKED = re.compile(r"(?:^|[\s,])д(?:ом)?\.?\s*(?=\d)", re.IGNORECASE)
_AT_END = re.compile(rf"(?P<street>.*?[^\W\d].*?)[\s,]+(?P<number>{_NUMBER})", re.IGNORECASE)
_DROPPED = re.compile(r"[.\s]+")
_SHORT_PARTS = [
    (re.compile(r"(?:корпус|корп)(?=[.\s\d])|(?<=\d)\s*к(?=[.\s\d])"), "к"),
    (re.compile(r"(?:строение|стр)(?=[.\s\d])|(?<=\d)\s*с(?=[.\s\d])"), "с"),
    (re.compile(r"(?:литера|литер|лит)(?=[.\s])"), "л"),
]


def parse_address(text: str) -> tuple[str, str]:
    """«ул. 8 Марта, д. 44 корп. 1» → («ул. 8 Марта», «44 корп. 1»).

    The kind of the street takes its short form and stands first; without one it is a street.
    Raises DomainError if there is no street or no number in the text.
    """
    line = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
    if re.match(r"(?:г|город)[.\s]", line, re.IGNORECASE):
        raise DomainError("Город пишется отдельно. Оставьте улицу и номер дома, например «ул. Ленина, д. 86».")
    street, number = _split(line)
    return clean_street(street), clean_number(number)


def clean_street(text: str) -> str:
    """«улица Ленина», «Ленина», «ленина ул.» → «ул. Ленина» (case is kept). Raises DomainError if there is no name."""
    line = " ".join(re.sub(r"\.(?=\S)", ". ", text).strip(" ,").split())
    words = line.split()
    if not any(sign.isalpha() for sign in line):
        raise DomainError("Не видно улицы. Напишите её словами, например «ул. Ленина».", field="street")
    if len(words) > 1:
        if kind := _KIND_OF.get(_bare(words[0])):
            return f"{kind} {' '.join(words[1:])}"
        if kind := _KIND_OF.get(_bare(words[-1])):
            return f"{kind} {' '.join(words[:-1])}"
    return f"ул. {line}"


def clean_number(text: str) -> str:
    """«д. 44, корп. 1» → «44 корп. 1». Raises DomainError if this is no number of a house."""
    number = " ".join(text.replace(",", " ").split())
    number = _MARKED.sub("", number).strip()
    if not _IS_NUMBER.fullmatch(number) or len(number) > 30:
        raise DomainError("Не видно номера дома. Напишите, например, «86» или «44 корп. 1».", field="number")
    return number


def match_key(*, region: str, city: str, street: str, number: str) -> str:
    """The key under which the same house, however typed, is the same. `street` and `number` are clean."""
    kind, _, name = street.partition(" ")
    return "|".join([search_key(region), search_key(city), f"{search_key(name)} {_bare(kind)}", number_key(number)])


def number_key(number: str) -> str:
    """«44 корп. 1», «44К1» → «44к1»: a house's number as `match_key` holds it."""
    house = search_key(number)
    for long, short in _SHORT_PARTS:
        house = long.sub(short, house)
    return _DROPPED.sub("", house)


def is_kind_of_street(word: str) -> bool:
    """True for «ул.», «проспект», «пр-т»: what stands beside the name of a street."""
    return _bare(word) in _KIND_OF


def _split(line: str) -> tuple[str, str]:
    marks = list(_MARKED.finditer(line))
    if marks:
        return line[: marks[-1].start()], line[marks[-1].end() :]
    found = _AT_END.fullmatch(line)
    if not found:
        raise DomainError("Не удалось разобрать адрес. Напишите улицу и номер дома: «ул. Ленина, д. 86».")
    return found["street"], found["number"]


def _bare(word: str) -> str:
    return word.casefold().strip(".,")

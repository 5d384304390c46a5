"""Reading requisites out of a letter or a card as people send them: any order, labels glued together, digits apart.

A number is taken for what its label says; control digits choose among several behind one label, and find what has no
label at all. A labelled number whose control digit is wrong is taken too: the form then says what is wrong with it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.core.exceptions import ValidationError

from tenants import requisites

Fits = Callable[[str], bool]

_LABELS = {
    "inn": r"инн(?!\w)",
    "kpp": r"кпп(?!\w)",
    "ogrn": r"огрн(?:ип)?(?!\w)",
    "bik": r"бик(?!\w)",
    "correspondent_account": r"(?:корр?|к)\s*[./-]?\s*(?:еспондентский\s+)?(?:сч[её]т\w*|сч|с)(?!\w)\.?",
    "settlement_account": r"(?:расч[её]тн\w*|расч|р)\s*[./-]?\s*(?:сч[её]т\w*|сч|с)(?!\w)\.?",
}
_LABEL = re.compile("|".join(rf"(?P<{field}>(?<!\w){pattern})" for field, pattern in _LABELS.items()), re.IGNORECASE)
_GLUE = re.compile(r"[ \t]*[/\\|,]?[ \t]*")  # between labels that share their numbers: «ИНН/КПП»
_NUMBER = re.compile(r"(?<!\w)\d[\dA-Z]*(?!\w)")
_GAP = re.compile(r"[ \t-]")  # one sign between the groups of a number that is written apart
_PHONE = re.compile(r"(?:тел|факс|моб|phone|\+7|\b8[ (-])", re.IGNORECASE)
_WINDOW = 120  # signs behind a label
_SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_LENGTHS = {
    "inn": (10, 12), "kpp": (9,), "ogrn": (13, 15), "bik": (9,), "settlement_account": (20,),
    "correspondent_account": (20,),
}  # fmt: skip


@dataclass(frozen=True)
class _Number:
    """A number in the text, maybe of several groups; `start` and `end` are where it stands."""

    digits: str
    start: int
    end: int


def read_card(text: str) -> dict[str, str]:
    """Field of a contractor → the number found for it. Knows no database; never raises."""
    text = _DASHES.sub("-", _SPACES.sub(" ", text))
    found: dict[str, _Number] = {}
    for fields, start, end in _sections(text):
        numbers = list(_numbers(text, start, end))
        for field in fields:
            if field not in found and (number := _labelled(field, numbers, found)):
                found[field] = number
    _without_labels(text, found)
    return {field: number.digits for field, number in found.items()}


def _sections(text: str) -> Iterator[tuple[list[str], int, int]]:
    """Labels that stand together, and the stretch behind them: up to the next label, not too far."""
    labels = list(_LABEL.finditer(text))
    group: list[str] = []
    for label, following in zip_longest(labels, labels[1:]):
        group.append(str(label.lastgroup))
        until = following.start() if following else len(text)
        if following and _GLUE.fullmatch(text, label.end(), until):
            continue
        yield group, label.end(), min(until, label.end() + _WINDOW)
        group = []


def _numbers(text: str, start: int, end: int) -> Iterator[_Number]:
    """Numbers of a stretch, longer ones first: groups with one space or hyphen between them are also one number."""
    pieces = [piece for piece in _NUMBER.finditer(text, start) if piece.end() <= end]
    for first in range(len(pieces)):
        joined: list[_Number] = []
        digits = ""
        for last in range(first, len(pieces)):
            between = text[pieces[last - 1].end() : pieces[last].start()] if last > first else ""
            if last > first and not _GAP.fullmatch(between):
                break
            digits += pieces[last].group()
            joined.append(_Number(digits, pieces[first].start(), pieces[last].end()))
        yield from reversed(joined)


def _labelled(field: str, numbers: list[_Number], found: dict[str, _Number]) -> _Number | None:
    """The first that fits by length and control digits, else by length; never a part of what is taken."""
    free = [number for number in numbers if not any(_overlap(number, taken) for taken in found.values())]
    of_length = [number for number in free if len(number.digits) in _LENGTHS[field]]
    return next((number for number in of_length if _fits(field, number.digits)), next(iter(of_length), None))


def _without_labels(text: str, found: dict[str, _Number]) -> None:
    """Add what only its control digits tell: nothing is guessed from a line with a phone."""
    lines = [line for line in re.finditer(r"[^\n]+", text) if not _PHONE.search(line.group())]
    numbers = [number for line in lines for number in _numbers(text, line.start(), line.end())]
    for field in ("inn", "ogrn"):
        _add(field, numbers, found, lambda digits, field=field: _fits(field, digits))  # type: ignore[misc]  # bound now
    bik = found["bik"].digits if "bik" in found else ""
    if bik:
        _add("correspondent_account", numbers, found, lambda digits: _is_account(digits, bik) and digits[:3] == "301")
        _add("settlement_account", numbers, found, lambda digits: _is_account(digits, bik) and digits[:3] != "301")


def _add(field: str, numbers: list[_Number], found: dict[str, _Number], fits: Fits) -> None:
    if field in found:
        return
    for number in numbers:
        taken = any(_overlap(number, other) for other in found.values())
        if not taken and len(number.digits) in _LENGTHS[field] and fits(number.digits):
            found[field] = number
            return


def _fits(field: str, digits: str) -> bool:
    checks = {
        "inn": requisites.validate_inn,
        "kpp": requisites.validate_kpp,
        "ogrn": requisites.validate_ogrn,
        "bik": requisites.validate_bik,
    }
    check = checks.get(field, requisites.validate_account_number)
    try:
        check(digits)
    except ValidationError:
        return False
    return True


def _is_account(digits: str, bik: str) -> bool:
    try:
        requisites.validate_account_number(digits)
        requisites.validate_bik(bik)
        requisites.validate_account_key(digits, bik=bik)
    except ValidationError:
        return False
    return True


def _overlap(one: _Number, other: _Number) -> bool:
    return one.start < other.end and other.start < one.end

"""Flats, parking places and other premises as files and people write them."""

import re

from crm.accounting.enums import Kind
from crm.imports.domain.cells import CellError
from tenants.ordering import sort_key

MOST_ENTRANCES, LOWEST_FLOOR, MOST_FLOORS = 50, -3, 100
_FLAT = re.compile(r"(?:квартира|кв)\.?\s*(?=\d)", re.IGNORECASE)
_PLACE = re.compile(r"([-\N{MINUS SIGN}]?\d{1,3})(?:[.,]0+)?(?:-?й)?\s*(?:под(?:ъезд)?|эт(?:аж)?)?\.?", re.IGNORECASE)
_MARKS = [
    (Kind.COMMERCIAL, re.compile(r"(?:нежилое помещение|нежилое|помещение|пом|оф|офис)\.?\s*(?=\w)", re.IGNORECASE)),
    (Kind.PARKING, re.compile(r"(?:машино-?\s?место|м/м|парковка|гараж)\.?\s*", re.IGNORECASE)),
    (Kind.STORAGE, re.compile(r"(?:кладовая|кладовка|клад|кл)\.?\s*(?=\d)", re.IGNORECASE)),
]


def read_premises(text: str) -> tuple[str, Kind | None]:
    """«кв. 5» → («5», None), «пом. 7Н» → («пом. 7Н», commercial), «м/м 12» → («12», parking).

    The kind is None where the text does not tell it: then what is stored stays.
    """
    line = " ".join(text.split())
    for kind, mark in _MARKS:
        if found := mark.match(line):
            return (line if kind == Kind.COMMERCIAL else line[found.end() :]), kind
    return _FLAT.sub("", line, count=1), None


def flat_key(flat: str) -> str:
    """The key by which premises of a house are sorted: "9" before "10", flats before «пом. 7Н»."""
    return sort_key(flat)


def beyond_entrances(most: int) -> str:
    """What is said of an entrance that the house's passport does not have."""
    return f"В этом доме подъезды с 1 по {most}."


def beyond_floors(most: int) -> str:
    """What is said of a floor that the house's passport does not have."""
    return f"В этом доме этажи с −3 (подвал) по {most}."


def clean_entrance(cell: str) -> str:
    """«2», «2 подъезд» → «2». Raises CellError if this is no number of an entrance."""
    number = _whole(cell)
    if number is None or not 1 <= number <= MOST_ENTRANCES:
        raise CellError(f"Это не номер подъезда. Напишите число от 1 до {MOST_ENTRANCES}.")
    return str(number)


def clean_floor(cell: str) -> str:
    """«3», «3 этаж», «-1» → as a number; a basement is below zero. Raises CellError if this is no floor."""
    number = _whole(cell)
    if number is None or not LOWEST_FLOOR <= number <= MOST_FLOORS:
        raise CellError(f"Это не этаж. Напишите число до {MOST_FLOORS}; подвал — с минусом.")
    return str(number)


def _whole(cell: str) -> int | None:
    found = _PLACE.fullmatch(cell.strip())
    return int(found[1].replace("\N{MINUS SIGN}", "-")) if found else None

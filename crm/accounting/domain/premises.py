"""Flats, parking places and other premises as files and people write them."""

import re

from crm.accounting.enums import Kind
from tenants.ordering import sort_key

_FLAT = re.compile(r"(?:квартира|кв)\.?\s*(?=\d)", re.IGNORECASE)
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

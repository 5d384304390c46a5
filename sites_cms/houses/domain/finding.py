"""Houses that a visitor means by what was typed; by street and number, whatever the layout of keys, ё as е.

The search of the office does it (`crm.accounting.domain.matching`), asked for houses only: a flat or a name that was
typed beside the address finds the same house, and never says whether there is such a flat or such a person.
"""

from crm.accounting.domain import matching
from crm.accounting.domain.asking import as_cyrillic, ask, is_latin
from crm.accounting.models import House

MOST = 10


def houses_meant(text: str) -> list[House]:
    """The houses, those of the exact number first; at most `MOST`."""
    found = _fitting(text)
    return _fitting(as_cyrillic(text)) if not found and is_latin(text) else found


def _fitting(text: str) -> list[House]:
    places = matching.places(House.objects.all(), ask(text))
    exact = {place.house.pk for place in places if place.reading.house and _number(place.house) == place.reading.house}
    found = list(dict.fromkeys(place.house for place in places))
    return [house for house in found if not exact or house.pk in exact][:MOST]


def _number(house: House) -> str:
    return house.match_key.rpartition("|")[2]

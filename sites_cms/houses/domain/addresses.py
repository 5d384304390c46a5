"""Addresses of houses on the site: plain words behind the number of the row, which stays whatever is renamed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from crm.accounting.models import House
from tenants.latin import address_of

MOST_NUMBER = 2**63
MOST_LISTED = 3000


@dataclass(frozen=True)
class Line:
    """A house of the list."""

    house: House
    url: str


@dataclass(frozen=True)
class Street:
    """Houses of a street."""

    name: str
    houses: list[Line]


@dataclass(frozen=True)
class Town:
    """Streets of a town, in the order of addresses."""

    name: str
    streets: list[Street]


def words(house: House) -> str:
    """«ул. Ленина, д. 86» → ul-lenina-d-86."""
    return address_of(house.address, longest=60) or "dom"


def last_part(house: House) -> str:
    """What stands in the address of its page: 12-ul-lenina-d-86/."""
    return f"{house.pk}-{words(house)}/"


def by_towns(houses: Iterable[House], *, below: str) -> list[Town]:
    """Houses, given in the order of addresses, by town and street; `below` is the address of the list."""
    lines = [Line(house, f"{below}{last_part(house)}") for house in list(houses)[:MOST_LISTED]]
    towns = []
    for town, of_town in groupby(lines, key=lambda line: line.house.city):
        streets = [Street(name, list(there)) for name, there in groupby(of_town, key=lambda line: line.house.street)]
        towns.append(Town(town, streets))
    return towns

"""Houses and accounts that fit a question: every condition is the beginning of a key that an index holds."""

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from crm.accounting.domain.asking import Asked, Reading, flat_keys
from crm.accounting.domain.premises import flat_key
from crm.accounting.models import NO_NAME, Account, House
from crm.accounting.models.keys import BARE_NUMBER, FIRM, HOUSE, NAME_WORDS, PATRONYMIC, STREET

MOST_HOUSES = 20


@dataclass(frozen=True)
class Place:
    """A house that exists and the reading of the question which led to it."""

    house: House
    reading: Reading


def places(houses: QuerySet[House], asked: Asked) -> list[Place]:
    """The houses that some reading of the question means, the exact numbers first; at most `MOST_HOUSES`.

    A word from the middle of a street's name («маркса 5») is looked for only when no street begins so.
    """
    if not asked.readings:
        return []
    for within_name in (False, True):
        found = _houses(houses, asked.readings, within_name=within_name)
        if found:
            return [place for house in found for place in _read(house, asked.readings, within_name=within_name)]
    return []


def accounts_at(accounts: QuerySet[Account], found: Iterable[Place]) -> QuerySet[Account]:
    """Accounts at these places: of the flat, of the owner or of the whole house, as it was asked."""
    return _named(accounts).filter(_any(_at(place) for place in found))


def accounts_of_number(accounts: QuerySet[Account], number: str) -> QuerySet[Account]:
    """Accounts whose number begins so; zeros in front do not matter. Shorter numbers first."""
    return accounts.alias(bare_number=BARE_NUMBER).filter(_number(number)).order_by("bare_number")


def accounts_of_name(accounts: QuerySet[Account], asked: Asked) -> list[QuerySet[Account]]:
    """Accounts of owners so named, in the flat if one was typed: surname first, then by name and patronymic.

    The orders are those of the indexes to the letter: one key more, and hundreds of namesakes are read to be sorted.
    """
    named = _named(accounts)
    return [
        named.filter(_by_surname(asked)).order_by(*NAME_WORDS, "flat_key"),
        named.filter(_by_first_name(asked)).order_by(NAME_WORDS[1], PATRONYMIC),
    ]


def accounts_of_firm(accounts: QuerySet[Account], firm: str) -> QuerySet[Account]:
    """Accounts of firms whose name begins so, without «ООО» and quotes."""
    return accounts.alias(firm=FIRM).filter(first_name=NO_NAME, firm__startswith=firm).order_by("firm")


def accounts_in_flat(accounts: QuerySet[Account], flat: str) -> QuerySet[Account]:
    """Accounts of such a flat in any house, in the order of houses' keys."""
    return accounts.filter(flat_key__in=flat_keys(flat)).order_by("house", "flat_key", "pk")


def matching(accounts: QuerySet[Account], asked: Asked, found: list[Place]) -> QuerySet[Account]:
    """All the accounts that the question may mean, for a list that has an order and pages of its own."""
    ways = [_at(place) for place in found]
    if asked.number:
        ways.append(_number(asked.number))
    if asked.number.isdigit():
        ways.append(Q(flat_key=flat_key(asked.number)))
    elif asked.flat and not asked.names:
        ways.append(Q(flat_key__in=flat_keys(asked.flat)))
    if asked.names:
        ways += [_by_surname(asked), _by_first_name(asked)]
    if asked.firm and not asked.digits:
        ways.append(Q(first_name=NO_NAME) & Q(firm__startswith=asked.firm))  # in this order: the second costs more
    return _named(accounts).alias(bare_number=BARE_NUMBER, firm=FIRM).filter(_any(ways))


def _houses(houses: QuerySet[House], readings: Iterable[Reading], *, within_name: bool) -> list[House]:
    exact = [When(house_number=reading.house, then=Value(0)) for reading in readings if reading.house]
    return list(
        houses.alias(street_key=STREET, house_number=HOUSE)
        .filter(_any(_address(reading, within_name=within_name) for reading in readings))
        .annotate(rank=Case(*exact, default=Value(1), output_field=IntegerField()))
        .order_by("rank", "address_key")[:MOST_HOUSES]
    )


def _address(reading: Reading, *, within_name: bool) -> Q:
    begins = Q(street_key__contains=f" {reading.street}") if within_name else Q(street_key__startswith=reading.street)
    if reading.flat or reading.owner:
        return begins & Q(house_number=reading.house)
    if reading.house:
        return begins & Q(house_number__startswith=reading.house)
    return begins


def _read(house: House, readings: Iterable[Reading], *, within_name: bool) -> list[Place]:
    """Which of the readings mean this house; the database has compared by the same keys."""
    _, city, street, number = house.match_key.split("|")
    fitting = []
    for reading in readings:
        is_street = f" {reading.street}" in street if within_name else street.startswith(reading.street)
        is_whole = reading.flat or reading.owner
        is_number = reading.house == number or (not is_whole and number.startswith(reading.house))
        if is_street and is_number and city.startswith(reading.city):
            fitting.append(Place(house, reading))
    return fitting[:2]


def _at(place: Place) -> Q:
    here = Q(house=place.house.pk)
    if place.reading.flat:
        key = flat_keys(place.reading.flat)
        here &= Q(flat_key__in=key)
    if place.reading.owner:
        here &= Q(surname__startswith=place.reading.owner)
    return here


def _number(number: str) -> Q:
    bare = number.lstrip("0")
    if not bare:
        return Q(number__startswith=number)
    return _any(Q(bare_number__startswith=writing) for writing in dict.fromkeys([bare, bare.upper()]))


def _by_surname(asked: Asked) -> Q:
    """«Иванова», «иванова нина», «иванова н п»: as in the papers."""
    fields = ("surname", "name", "patronymic_key")
    return _in_flat(
        Q(**{f"{field}__startswith": word for field, word in zip(fields, asked.names, strict=False)}), asked
    )


def _by_first_name(asked: Asked) -> Q:
    """«Нина», «нина петровна», «нина иванова», «нина петровна иванова»: as people call themselves."""
    first, second, third = [*asked.names, "", ""][:3]
    if not second:
        return _in_flat(Q(name__startswith=first), asked)
    if third:
        whole = Q(name__startswith=first, patronymic_key__startswith=second, surname__startswith=third)
        return _in_flat(whole, asked)
    called = Q(name__startswith=first, patronymic_key__startswith=second)
    called |= Q(name__startswith=second, patronymic_key__startswith=first)
    called |= Q(name__startswith=first, surname__startswith=second)
    return _in_flat(called, asked)


def _in_flat(named: Q, asked: Asked) -> Q:
    return named & Q(flat_key__in=flat_keys(asked.flat)) if asked.flat else named


def _named(accounts: QuerySet[Account]) -> QuerySet[Account]:
    return accounts.alias(surname=NAME_WORDS[0], name=NAME_WORDS[1], patronymic_key=PATRONYMIC)


def _any(ways: Iterable[Q]) -> Q:
    return reduce(operator.or_, ways, Q(pk__in=[]))

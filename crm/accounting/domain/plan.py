"""The plan of a house: entrances × floors, drawn from what its accounts say of themselves.

A riser («стояк») is nowhere written down, so it is worked out: flats that stand above each other in one entrance. Where
the numbers of an entrance run on from floor to floor with the same number of flats on each, the place of a flat on its
floor is known by its number alone, also beside flats without an account. Where they do not (numbers of letters, an
attic with fewer flats), it is the place in the order of numbers on that floor.

Dispatch and notices ask here too: `accounts_of` is the people of an entrance, of a floor or of a riser.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.accounting.models.accounts import premises_name
from tenants.errors import DomainError

MOST = 5_000  # accounts of one house that are drawn
_WIDEST = 30  # flats on a floor of one entrance


@dataclass(frozen=True)
class Premise:
    """A flat or other premises, with the accounts in force that share it. `debt` is what they owe together."""

    name: str
    kind: Kind
    accounts: tuple[int, ...]
    debt: Decimal

    @property
    def is_flat(self) -> bool:
        """True for what can stand upon a riser: a flat with a number."""
        return self.kind == Kind.FLAT and bool(self.name)

    @property
    def called(self) -> str:
        """«кв. 12», «м/м 3»."""
        return premises_name(self.kind, self.name) or "квартира без номера"


@dataclass(frozen=True)
class Floor:
    """A floor of an entrance: a flat or nothing for each riser, and what else is there."""

    number: int
    flats: list[Premise | None]
    others: list[Premise]


@dataclass(frozen=True)
class Entrance:
    """An entrance from the top floor down. `by_order`: risers are places in order, the numbers did not tell."""

    number: int
    risers: int
    floors: list[Floor]
    by_order: bool

    @property
    def places(self) -> range:
        """The numbers of its risers."""
        return range(1, self.risers + 1)

    @property
    def has_others(self) -> bool:
        """Somewhere is more than flats."""
        return any(floor.others for floor in self.floors)


@dataclass(frozen=True)
class Plan:
    """The house. `unplaced`: premises of which the entrance or the floor is unknown. `is_cut`: too many to draw."""

    entrances: list[Entrance]
    unplaced: list[Premise]
    is_cut: bool = False


@dataclass(frozen=True)
class Row:
    """What the plan has to know of an account."""

    account: int
    name: str
    key: str
    kind: Kind
    entrance: int | None
    floor: int | None
    balance: Decimal


def plan_of(house: House) -> Plan:
    """The plan by the accounts in force; one query."""
    rows = rows_of(house)
    return draw(rows[:MOST], floors=house.floors, is_cut=len(rows) > MOST)


def accounts_of(
    house: House, *, entrance: int | None = None, floor: int | None = None, riser: int | None = None
) -> QuerySet[Account]:
    """Accounts in force of the house, of one entrance, floor or riser of it (counted from 1 within the entrance).

    Raises DomainError for a riser without its entrance: risers of different entrances have the same numbers.
    """
    found = Account.objects.filter(house=house, is_active=True)
    if floor is not None:
        found = found.filter(floor=floor)
    if entrance is not None:
        found = found.filter(entrance=entrance)
    if riser is None:
        return found
    if entrance is None:
        raise DomainError("Чтобы выбрать стояк, выберите и подъезд: в каждом подъезде стояки считаются заново.")
    return found.filter(pk__in=_of_riser(house, entrance, riser))


def rows_of(house: House, *, entrance: int | None = None) -> list[Row]:
    """Accounts in force in the order of the house, one more than is drawn; one query."""
    found = Account.objects.filter(house=house, is_active=True)
    if entrance is not None:
        found = found.filter(entrance=entrance)
    names = ("pk", "flat", "flat_key", "kind", "entrance", "floor", "balance")
    return [
        Row(pk, flat, key, Kind(kind), at, floor, balance)
        for pk, flat, key, kind, at, floor, balance in found.order_by("flat_key", "pk").values_list(*names)[: MOST + 1]
    ]


def draw(rows: Iterable[Row], *, floors: int | None = None, is_cut: bool = False) -> Plan:
    """The plan of these accounts; `floors` of the house's passport are drawn also where nobody has an account."""
    placed: dict[int, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    unplaced: list[Row] = []
    for row in rows:
        if row.entrance is None or row.floor is None:
            unplaced.append(row)
        else:
            placed[row.entrance][row.floor].append(row)
    levels = _levels({floor for entrance in placed.values() for floor in entrance}, floors)
    entrances = [_entrance(number, placed[number], levels) for number in sorted(placed)]
    return Plan(entrances, list(_premises(unplaced)), is_cut)


def _levels(found: set[int], floors: int | None) -> list[int]:
    """The floors to draw, from the top; there is no floor number nought unless somebody lives there."""
    if not found:
        return []
    top, bottom = max([*found, floors or 1]), min([*found, 1])
    return [number for number in range(top, bottom - 1, -1) if number or 0 in found]


def _entrance(number: int, by_floor: dict[int, list[Row]], levels: list[int]) -> Entrance:
    premises = {level: list(_premises(by_floor.get(level, []))) for level in levels}
    flats = {level: [one for one in premises[level] if one.is_flat] for level in levels}
    places = _places_by_number(flats)
    by_order = places is None
    if places is None:
        places = {one: place for row in flats.values() for place, one in enumerate(row, start=1)}
    risers = max(places.values(), default=0)
    floors = []
    for level in levels:
        line: list[Premise | None] = [None] * risers
        for one in flats[level]:
            line[places[one] - 1] = one
        floors.append(Floor(level, line, [one for one in premises[level] if not one.is_flat]))
    return Entrance(number, risers, floors, by_order)


def _places_by_number(flats: dict[int, list[Premise]]) -> dict[Premise, int] | None:
    """The place of each flat on its floor, if numbers run on from floor to floor evenly; else None.

    With `wide` flats on a floor and `first` on the lowest, flat n stands on floor (n - first) // wide above it. Of
    several widths that fit, that one is taken which leaves most flats straight above each other.
    """
    numbers = {level: [int(one.name) for one in row if one.name.isdecimal()] for level, row in flats.items() if row}
    if not numbers or any(len(numbers[level]) != len(flats[level]) for level in numbers):
        return None
    lowest = min(numbers)
    narrowest = max(max(row) - min(row) + 1 for row in numbers.values())
    fitting: list[tuple[int, int, int]] = []  # flats wander over so many places, with this width, from this number
    for wide in range(narrowest, _WIDEST + 1):
        starts = [number - (level - lowest) * wide for level, row in numbers.items() for number in row]
        wandering = max(starts) - min(starts)
        if wandering < wide:
            fitting.append((wandering, wide, min(starts)))
    if not fitting:
        return None
    _, wide, first = min(fitting)
    return {one: int(one.name) - first - (level - lowest) * wide + 1 for level, row in flats.items() for one in row}


def _premises(rows: Iterable[Row]) -> Iterator[Premise]:
    """Accounts of one flat together, in the order of the house."""
    together: dict[tuple[str, Kind], list[Row]] = {}
    for row in rows:
        together.setdefault((row.key or f"#{row.account}", row.kind), []).append(row)
    for shared in together.values():
        debt = sum((row.balance for row in shared if row.balance > 0), start=Decimal(0))
        yield Premise(shared[0].name, shared[0].kind, tuple(row.account for row in shared), debt)


def _of_riser(house: House, entrance: int, riser: int) -> list[int]:
    plan = draw(rows_of(house, entrance=entrance))
    flats = (floor.flats for one in plan.entrances if 1 <= riser <= one.risers for floor in one.floors)
    return [account for line in flats if (flat := line[riser - 1]) for account in flat.accounts]

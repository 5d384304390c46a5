"""«Разложить квартиры»: entrance and floor of flats worked out from their numbers, looked at before they are kept."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from crm.accounting.domain.accounts import refuse_foreign_house
from crm.accounting.domain.plan import MOST, Row, rows_of
from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

SPREAD = "accounting.spread_flats"


@dataclass(frozen=True)
class Layout:
    """How flats stand: so many on each floor of each entrance, from this floor up, in the order of their numbers."""

    entrances: int
    per_floor: int
    first_floor: int
    last_floor: int

    @property
    def in_entrance(self) -> int:
        """Flats of one entrance."""
        return self.per_floor * (self.last_floor - self.first_floor + 1)

    def place_of(self, flat: int) -> tuple[int, int] | None:
        """Entrance and floor of a flat; None for a number that does not fit in."""
        entrance, rest = divmod(flat - 1, self.in_entrance)
        if flat < 1 or entrance >= self.entrances:
            return None
        return entrance + 1, self.first_floor + rest // self.per_floor


def offered(house: House, rows: list[Row]) -> Layout | None:
    """The layout that the passport and the largest number suggest; None while the passport or the numbers are missing.

    Exact where flats, floors and entrances divide evenly; else a floor is taken to be as wide as it must be.
    """
    numbers = [number for row in rows if (number := _number(row)) is not None]
    if not numbers or not house.entrances or not house.floors:
        return None
    return Layout(house.entrances, -(-max(numbers) // (house.entrances * house.floors)), 1, house.floors)


def spread_rows(rows: list[Row], layout: Layout) -> list[Row]:
    """The rows with places for flats that have none; what somebody has written of a flat stays."""
    return [_spread(row, layout) for row in rows]


@transaction.atomic
def spread_flats(house: House, *, layout: Layout, by: User) -> int:
    """Give flats without entrance and floor the places of the layout. How many got one.

    Raises DomainError if the layout does not fit the house's passport, or no flat would get a place.
    """
    house = House.objects.select_for_update().get(pk=house.pk)
    refuse_foreign_house(house, by=by)
    check_layout(house, layout)
    locked = Account.objects.select_for_update().filter(house=house, is_active=True).order_by("pk")
    list(locked.values_list("pk", flat=True))  # nobody writes a floor meanwhile
    before = rows_of(house)[:MOST]
    placed = [new for old, new in zip(before, spread_rows(before, layout), strict=True) if new != old]
    if not placed:
        raise DomainError("Ни одной квартире не нашлось места: проверьте, сколько квартир на этаже.")
    now = timezone.now()
    accounts = [Account(pk=row.account, entrance=row.entrance, floor=row.floor, updated_at=now) for row in placed]
    Account.objects.bulk_update(accounts, ["entrance", "floor", "updated_at"], batch_size=500)
    changes = {"spread_flats": [None, len(placed)], "per_floor": [None, layout.per_floor]}
    record(action=SPREAD, obj=house, by=by, changes=changes | {"first_floor": [None, layout.first_floor]})
    return len(placed)


def check_layout(house: House, layout: Layout) -> None:
    """Raise DomainError with the field that cannot be in this house."""
    if not 1 <= layout.entrances <= (house.entrances or 50):
        raise DomainError(f"В этом доме подъезды с 1 по {house.entrances or 50}.", field="entrances")
    if not 1 <= layout.last_floor <= (house.floors or 100):
        raise DomainError(f"В этом доме этажи с 1 по {house.floors or 100}.", field="last_floor")
    if not 1 <= layout.first_floor <= layout.last_floor:
        raise DomainError("Первый жилой этаж не выше последнего.", field="first_floor")
    if not 1 <= layout.per_floor <= 30:
        raise DomainError("Квартир на этаже одного подъезда бывает от 1 до 30.", field="per_floor")


def _spread(row: Row, layout: Layout) -> Row:
    number = _number(row)
    if number is None or row.entrance is not None or row.floor is not None:
        return row
    place = layout.place_of(number)
    return replace(row, entrance=place[0], floor=place[1]) if place else row


def _number(row: Row) -> int | None:
    return int(row.name) if row.kind == Kind.FLAT and row.name.isdecimal() else None

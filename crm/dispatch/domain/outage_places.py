"""Where an outage is: houses, entrances, risers; as people write them, and compared with where somebody lives."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.accounting.domain import plan
from crm.accounting.domain.houses import find_house
from crm.accounting.models import Account, House
from crm.dispatch.models import Outage, OutagePlace
from tenants.errors import DomainError

MOST_PLACES = 60
_WRITTEN = re.compile(
    r"^(?P<house>.+?)"
    r"(?:[,;\s]+(?:подъезд|под\.|п\.)\s*№?\s*(?P<entrance>\d{1,2}))?"
    r"(?:[,;\s]+(?:стояк|ст\.)\s*№?\s*(?P<riser>\d{1,2}))?[,;.\s]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spot:
    """A house, an entrance of it, or a riser of the entrance (counted from 1 within it)."""

    house: House
    entrance: int | None = None
    riser: int | None = None

    def __str__(self) -> str:
        """«Верхнекамск, ул. Ленина, д. 86, подъезд 2, стояк 1»: what `read_spot` reads back."""
        return str(OutagePlace(house=self.house, entrance=self.entrance, riser=self.riser))

    def covers(self, other: "Spot") -> bool:
        """Whoever is at the other is at this one too: a house holds its entrances, an entrance its risers."""
        return (
            self.house == other.house
            and self.entrance in (None, other.entrance)
            and self.riser in (None, other.riser)
        )  # fmt: skip


def read_spot(text: str) -> Spot:
    """«Ленина 86», «Ленина 86, подъезд 2», «Ленина 86, подъезд 2, стояк 1». Raises DomainError for no such house."""
    match = _WRITTEN.match(text.strip())
    if match is None:
        raise DomainError(f"Не понимаем, где это: «{text.strip()}».", field="places")
    entrance, riser = match["entrance"], match["riser"]
    return Spot(find_house(match["house"]), int(entrance) if entrance else None, int(riser) if riser else None)


def checked(spots: Iterable[Spot]) -> list[Spot]:
    """The places of an outage, in the order of addresses.

    Raises DomainError if there is none or too many, if one is told twice or lies within another, if a riser is without
    its entrance, if the house has no such entrance by its passport.
    """
    found = list(spots)
    if not found:
        raise DomainError("Укажите хотя бы один дом.", field="house")
    if len(found) > MOST_PLACES:
        raise DomainError(f"В одном отключении — не больше {MOST_PLACES} мест.", field="more")
    for spot in found:
        _refuse_impossible(spot)
    for number, spot in enumerate(found):
        for other in found[number + 1 :]:
            _refuse_twice(spot, other)
    return sorted(found, key=lambda spot: (spot.house.address_key, spot.entrance or 0, spot.riser or 0))


def spots_of(outage: Outage) -> list[Spot]:
    """The places of an outage as they are kept; its `places` may be prefetched."""
    return [Spot(place.house, place.entrance, place.riser) for place in outage.places.all()]


def risers_of(house: House, entrance: int, accounts: Sequence[int]) -> set[int]:
    """The risers upon which these accounts of the entrance stand, as the plan of the house has them; one query."""
    wanted = set(accounts)
    drawn = plan.draw(plan.rows_of(house, entrance=entrance))
    return {
        number
        for one in drawn.entrances
        for floor in one.floors
        for number, flat in enumerate(floor.flats, start=1)
        if flat and wanted.intersection(flat.accounts)
    }


def riser_of(account: Account) -> int | None:
    """The riser of a flat; None where its entrance or floor is unknown; at most one query."""
    if account.entrance is None or account.floor is None:
        return None
    return next(iter(risers_of(account.house, account.entrance, [account.pk])), None)


def _refuse_impossible(spot: Spot) -> None:
    if spot.riser is not None and spot.entrance is None:
        raise DomainError("У стояка укажите и подъезд: в каждом подъезде стояки считаются заново.", field="entrance")
    if 0 in (spot.entrance, spot.riser):
        raise DomainError("Подъезды и стояки считаются с первого.", field="entrance")
    there_are = spot.house.entrances
    if spot.entrance is not None and there_are is not None and spot.entrance > there_are:
        raise DomainError(
            f"{spot.house.address}: подъездов по паспорту {there_are}, а указан {spot.entrance}-й.", field="entrance"
        )


def _refuse_twice(one: Spot, other: Spot) -> None:
    if one == other:
        raise DomainError(f"Указано дважды: {one}.", field="more")
    wide, narrow = (one, other) if one.covers(other) else (other, one)
    if wide.covers(narrow):
        raise DomainError(f"{narrow} — уже входит в {wide}: оставьте что-то одно.", field="more")

"""The houses that a file of accounts names: each read once, numbered, staged beside the accounts."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from crm.accounting.domain.addresses import match_key, parse_address
from crm.accounting.domain.houses import town_name
from crm.accounting.domain.merging import FIND_HOUSES, STAGED_HOUSES
from crm.accounting.models import House
from crm.imports.registry import RowError
from places.domain import settlements
from places.models import Settlement
from tenants.errors import DomainError
from tenants.ordering import sort_key

_Typed = tuple[str | None, str | None, str | None]


_STAGED = ("settlement_id", "region", "city", "street", "number", "match_key", "address_key")


class StagedHouses:
    """Knows houses by what rows say of them. The arguments are what was chosen on the form for empty cells."""

    def __init__(self, *, house_id: int | None, city: str, region: str) -> None:
        self.city, self.region = city, region
        self.chosen = House.objects.get(pk=house_id) if house_id else None
        self._by_key: dict[str, dict[str, Any]] = {}
        self._by_text: dict[_Typed, int | RowError] = {}
        self._towns: dict[tuple[str, str], Settlement | RowError] = {}

    def number_of(self, house: str | None, city: str | None, region: str | None) -> int:
        """The number in `staged_houses` of the house that a row names. Raises RowError if there can be none."""
        typed = (house, city, region)
        known = self._by_text.get(typed)
        if known is None:
            try:
                known = self._read(house, city, region)
            except RowError as refusal:
                known = refusal
            self._by_text[typed] = known
        if isinstance(known, RowError):
            raise known
        return known

    def stage(self, cursor: CursorWrapper) -> None:
        """Write the houses of the file into `staged_houses`, with the ids of those that we have."""
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged_houses")
        cursor.execute(STAGED_HOUSES)
        names = ("house_no", *_STAGED)
        cursor.execute(
            f"INSERT INTO staged_houses ({', '.join(names)}) SELECT * FROM unnest("  # noqa: S608  constants
            "%s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])",
            [[house[name] for house in self._by_key.values()] for name in names],
        )
        self.find_ids(cursor)

    def find_ids(self, cursor: CursorWrapper) -> None:
        """Note the ids of houses that are stored by now."""
        cursor.execute(FIND_HOUSES)

    def _read(self, house: str | None, city: str | None, region: str | None) -> int:
        if house is None and self.chosen:
            return self._keep({name: getattr(self.chosen, name) for name in _STAGED})
        if house is None:
            raise RowError("Дом", "", "Не указан дом. Заполните колонку «Дом» или выберите дом при загрузке.")
        town = self._town(city, region or "") if city else self._town(self.city, region or self.region)
        try:
            street, number = parse_address(house)
        except DomainError as error:
            raise RowError("Дом", house, str(error)) from None
        city, region = town_name(town), town.region.name
        key = match_key(region=region, city=city, street=street, number=number)
        address = sort_key(f"{city}, {street}, д. {number}")
        return self._keep(dict(zip(_STAGED, (town.pk, region, city, street, number, key, address), strict=True)))

    def _keep(self, house: dict[str, Any]) -> int:
        kept = self._by_key.setdefault(house["match_key"], house)
        return int(kept.setdefault("house_no", len(self._by_key)))

    def _town(self, city: str, region: str) -> Settlement:
        if not city:
            raise RowError("Город", "", "Не указан город. Заполните колонку «Город» или выберите город при загрузке.")
        found = self._towns.get((city, region))
        if found is None:
            try:
                found = settlements.find(name=city, region=region)
            except DomainError as error:
                found = RowError("Город", city, str(error))
            self._towns[city, region] = found
        if isinstance(found, RowError):
            raise found
        return found

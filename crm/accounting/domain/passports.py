"""The passport of a house: what is known of the building, checked before it is kept."""

import re
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.utils.formats import number_format

from crm.accounting.models import House
from tenants.errors import DomainError

_CADASTRAL = re.compile(r"\d{2}:\d{2}:\d{1,7}:\d{1,9}")
_YEARS, _FLOORS, _ENTRANCES = (1700, 2100), (1, 100), (1, 50)
_LARGEST = Decimal(10_000_000)  # square metres: what the column holds
_PARTS = ("flats_area", "commercial_area", "common_area")
NOTE_LIMIT = 1000


@dataclass(frozen=True, kw_only=True)
class Passport:
    """The building: year, size, official numbers. Areas are in square metres; None and "" are unknown.

    Rows 5, 6, 9, 10 and 13 of disclosure form 2.1 (Приказ Минстроя 882/пр) are filled from it.
    """

    fias_id: str = ""
    cadastral_number: str = ""
    built_in: int | None = None
    floors: int | None = None
    entrances: int | None = None
    total_area: Decimal | None = None
    flats_area: Decimal | None = None
    commercial_area: Decimal | None = None
    common_area: Decimal | None = None


FIELDS = tuple(Passport.__dataclass_fields__)


def put_passport(house: House, passport: Passport) -> None:
    """Write a passport into the house, which is not saved. Raises DomainError with the field that cannot be."""
    house.fias_id = _fias_id(passport.fias_id)
    house.cadastral_number = _cadastral_number(passport.cadastral_number)
    house.built_in = _within("built_in", passport.built_in, _YEARS, "Год постройки — от {} до {}.")
    house.floors = _within("floors", passport.floors, _FLOORS, "Этажей бывает от {} до {}.")
    house.entrances = _within("entrances", passport.entrances, _ENTRANCES, "Подъездов бывает от {} до {}.")
    for name in ("total_area", *_PARTS):
        setattr(house, name, _area(name, getattr(passport, name)))
    _check_parts(house)
    _refuse_losing_premises(house)


def clean_note(text: str) -> str:
    """The note for the dispatcher as it is kept. Raises DomainError if it is too long to be read during a call."""
    note = text.strip()
    if len(note) > NOTE_LIMIT:
        raise DomainError(f"Памятка длиннее {NOTE_LIMIT} знаков: сократите её.", field="dispatcher_note")
    return note


def _fias_id(text: str) -> UUID | None:
    if not text.strip():
        return None
    try:
        return UUID(text.strip())
    except ValueError:
        raise DomainError(
            "Это не идентификатор ФИАС. Он выглядит так: 0c5b2444-70a0-4932-980c-b4dc0d3f02b5 — "
            "скопируйте его целиком с fias.nalog.ru.",
            field="fias_id",
        ) from None


def _cadastral_number(text: str) -> str:
    number = "".join(text.split())
    if number and not _CADASTRAL.fullmatch(number):
        raise DomainError(
            "Это не кадастровый номер. В нём четыре числа через двоеточие, например 59:01:4410001:123.",
            field="cadastral_number",
        )
    return number


def _within(field: str, value: int | None, limits: tuple[int, int], refusal: str) -> int | None:
    if value is not None and not limits[0] <= value <= limits[1]:
        raise DomainError(refusal.format(*limits), field=field)
    return value


def _area(field: str, value: Decimal | None) -> Decimal | None:
    if value is not None and not 0 <= value < _LARGEST:
        raise DomainError("Это не площадь. Напишите квадратные метры цифрами, например 3512,40.", field=field)
    return value


def _check_parts(house: House) -> None:
    """Living, other and common premises are parts of the whole house: form 2.1, row 13 «в том числе»."""
    if house.total_area is None:
        return
    for name in _PARTS:
        if (getattr(house, name) or 0) > house.total_area:
            raise DomainError("Это больше общей площади дома: проверьте обе.", field=name)
    parts = sum((getattr(house, name) or Decimal(0) for name in _PARTS), start=Decimal(0))
    if parts > house.total_area:
        whole, together = (number_format(value, 2, force_grouping=True) for value in (house.total_area, parts))
        raise DomainError(
            f"Жилые, нежилые и общие помещения вместе — {together} м², это больше общей площади {whole} м².",
            field="total_area",
        )


def _refuse_losing_premises(house: House) -> None:
    """An entrance or a floor with accounts cannot stop being there."""
    if house.pk is None or (house.entrances is None and house.floors is None):
        return
    there = house.accounts.filter(is_active=True).aggregate(entrance=Max("entrance"), floor=Max("floor"))
    if house.entrances and (there["entrance"] or 0) > house.entrances:
        raise DomainError(f"В доме есть счета в подъезде {there['entrance']}: сначала поправьте их.", field="entrances")
    if house.floors and (there["floor"] or 0) > house.floors:
        raise DomainError(f"В доме есть счета на этаже {there['floor']}: сначала поправьте их.", field="floors")

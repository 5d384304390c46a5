"""Passports of the demo's houses, where their flats stand, a note and a picture for some."""

import io
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from crm.accounting.domain.house_photos import set_house_photo
from crm.accounting.domain.houses import change_house
from crm.accounting.domain.passports import Passport
from crm.accounting.domain.spreading import Layout, spread_flats
from crm.accounting.models import House
from identity.models import User
from operators.demo.companies import DemoCompany

# Flats of a house (the last one of some has no account): entrances, floors, flats on a floor.
_SHAPES = {
    54: (2, 9, 3), 72: (2, 9, 4), 90: (6, 5, 3), 96: (8, 3, 4), 119: (6, 5, 4), 120: (6, 5, 4), 135: (5, 9, 3),
    143: (4, 9, 4), 144: (4, 9, 4), 179: (5, 9, 4), 180: (5, 9, 4), 215: (6, 9, 4), 216: (6, 9, 4), 252: (7, 9, 4),
    259: (5, 13, 4), 288: (8, 9, 4), 320: (8, 10, 4),
}  # fmt: skip
_REGION_CODES = {"Пермский край": "59", "Приморский край": "25", "Тверская область": "69"}
_NOTES = (
    "Ключ от подвала и чердака — в кв. 5. Домофон служебный: 12К3456.",
    "Насос ХВС во втором подъезде, ключ у старшей по дому, кв. 18.",
    "Въезд во двор только со стороны школы, шлагбаум открывает диспетчер.",
)
_FLAT_AREA = Decimal("51.40")  # square metres, on average
_SKY, _WALL, _GLASS, _LIT, _DOOR, _EARTH = "#cfe0ea", "#d9cbb2", "#5f7c8c", "#f2d38a", "#6b4b34", "#8fa37c"


def describe_houses(company: DemoCompany, *, by: User) -> None:
    """Give the company's houses passports and their flats places; the last house waits for «Разложить квартиры»."""
    if House.objects.exclude(built_in=None).exists():
        return
    houses = list(House.objects.select_related("section", "responsible").order_by("pk"))
    flats = dict(company.houses)
    for count, house in enumerate(houses):
        entrances, floors, per_floor = _SHAPES[flats[house.address]]
        _tell(house, _passport(company, count, flats[house.address]), note=count, by=by)
        if count < 2:
            set_house_photo(house, photo=ContentFile(draw_facade(entrances, floors, per_floor), "dom.png"), by=by)
        if count < len(houses) - 1 or len(houses) == 1:
            spread_flats(house, layout=Layout(entrances, per_floor, 1, floors), by=by)


def draw_facade(entrances: int, floors: int, per_floor: int) -> bytes:
    """A drawn house with as many storeys and entrances as it has."""
    picture = Image.new("RGB", (960, 640), _SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 580, 960, 640), fill=_EARTH)
    pen.rectangle((60, 60, 900, 590), fill=_WALL)
    columns, wide, high = entrances * per_floor, 840 / (entrances * per_floor), 500 / floors
    for column in range(columns):
        for floor in range(floors):
            left, top = 60 + column * wide, 75 + floor * high
            lit = (column * 7 + floor * 5) % 11 == 0
            pen.rectangle(
                (left + wide * 0.25, top + high * 0.2, left + wide * 0.75, top + high * 0.75),
                fill=_LIT if lit else _GLASS,
            )
    for entrance in range(entrances):
        middle = 60 + (entrance + 0.5) * 840 / entrances
        pen.rectangle((middle - 10, 548, middle + 10, 590), fill=_DOOR)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _tell(house: House, passport: Passport, *, note: int, by: User) -> None:
    change_house(
        house, city=house.city, region=house.region, street=house.street, number=house.number, section=house.section,
        responsible=house.responsible, passport=passport, by=by,
        dispatcher_note=_NOTES[note // 2 % len(_NOTES)] if note % 2 == 0 else "",
    )  # fmt: skip


def _passport(company: DemoCompany, count: int, flats: int) -> Passport:
    entrances, floors, _ = _SHAPES[flats]
    living = flats * _FLAT_AREA
    common, commercial = (living * Decimal("0.14")).quantize(Decimal("0.01")), Decimal("86.30")
    return Passport(
        built_in=1961 + (count * 7 + flats) % 58, floors=floors, entrances=entrances,
        total_area=living + common + commercial, flats_area=living, commercial_area=commercial, common_area=common,
        fias_id=str(uuid5(NAMESPACE_URL, f"{company.slug}/{count}")),
        cadastral_number=f"{_REGION_CODES[company.region]}:99:0000001:{count + 1}",
    )  # fmt: skip

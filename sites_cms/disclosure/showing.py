"""A filled form as people and programs read it: on the site, in a table, as open data."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from crm.company.models import Profile
from sites_cms.disclosure.declarations import Group, Type
from sites_cms.disclosure.domain.places import Place
from sites_cms.disclosure.domain.sheets import Block, Cell, Item, Repeated, Sheet
from sites_cms.disclosure.domain.values import plain
from sites_cms.disclosure.enums import VERSION, Source
from sites_cms.disclosure.models import File
from tenants.context import current_tenant

HEADINGS = ("Форма", "Раздел", "№", "Строка", "Единица", "Значение", "Источник", "Верно на")
_COMPUTED, _COMPANY, _GIS = "из учёта компании", "заполнено компанией", "по данным ГИС ЖКХ"
Files = Mapping[str, File]


@dataclass(frozen=True)
class ShownFile:
    """A file in a row."""

    name: str
    url: str
    size: int


@dataclass(frozen=True)
class ShownRow:
    """A row of a form in words. `source` and `on` say where the value comes from and of which day it is."""

    code: str
    title: str
    unit: str
    words: str
    is_number: bool
    source: str
    on: date | None
    files: list[ShownFile]
    value: object
    required: bool = True

    @property
    def is_part(self) -> bool:
        """«в том числе»: such rows begin with a small letter."""
        return self.title[:1].islower()

    @property
    def is_gis(self) -> bool:
        """ГИС ЖКХ says it."""
        return self.source == _GIS

    @property
    def is_shown(self) -> bool:
        """On the site an optional row stands only when it says something."""
        return bool(self.required or self.words or self.files)

    @property
    def origin(self) -> str:
        """«по данным ГИС ЖКХ на 24.11.2026», «заполнено компанией 24.11.2026»."""
        if self.on is None:
            return self.source
        return f"{self.source} на {self.on:%d.%m.%Y}" if self.source == _GIS else f"{self.source} {self.on:%d.%m.%Y}"


@dataclass(frozen=True)
class ShownItem:
    """One item of a repeating group. `house` is its number where it is a house of ours.

    The only one of its group has no title unless its rows give it a name: the group's says all.
    """

    title: str
    rows: list[ShownRow]
    inner: list["ShownPart"]
    house: int | None = None


@dataclass(frozen=True)
class ShownPart:
    """Rows under a heading, or a group with its items."""

    heading: str
    rows: list[ShownRow] = field(default_factory=list)
    items: list[ShownItem] | None = None
    group: Group | None = None


@dataclass(frozen=True)
class ShownForm:
    """A form with all that stands around it. `main` is where most of its values come from."""

    place: Place
    sheet: Sheet
    parts: list[ShownPart]
    filled_on: date | None
    main: str
    newest: date | None

    @property
    def is_gis(self) -> bool:
        """Most of it is told by ГИС ЖКХ; rows that are not say so."""
        return self.main == _GIS

    @property
    def origin(self) -> str:
        """«Заполнено компанией 24.11.2026»."""
        if self.is_gis:
            return f"По данным ГИС ЖКХ на {self.newest:%d.%m.%Y}" if self.newest else "По данным ГИС ЖКХ"
        return f"Заполнено компанией {self.filled_on:%d.%m.%Y}" if self.filled_on else "Заполнено по учёту компании"

    @property
    def rows(self) -> Iterator[tuple[str, ShownRow]]:
        """Every row, with the part that it stands in."""
        for part in self.parts:
            yield from _walk(part, part.heading)


def show_form(place: Place, sheet: Sheet, files: Files) -> ShownForm:
    """The form in words. `files` are those that its values name (`reading.files_of`)."""
    writer = _Writer(sheet, files)
    parts = [writer.part(block) for block in sheet.blocks()]
    rows = [row for part in parts for _, row in _walk(part, "")]
    of_gis = Counter(row.is_gis for row in rows if row.source)
    main = _GIS if of_gis[True] > of_gis[False] else _COMPANY
    days = [row.on for row in rows if row.source == main and row.on]
    filled_on = sheet.touched.astimezone(writer.zone).date() if sheet.touched else None
    return ShownForm(place, sheet, parts, filled_on, main, max(days, default=None))


def table(forms: list[ShownForm]) -> Iterator[list[Any]]:
    """Rows of one flat table of several forms, under `HEADINGS`."""
    for form in forms:
        name = f"{form.place.form.code} {form.place.year_words}".strip()
        for heading, row in form.rows:
            value = row.value if row.is_number and row.value is not None else row.words
            value = ", ".join(file.name for file in row.files) if row.files else value
            yield [name, heading, row.code, row.title, row.unit, value, row.source, row.on]


def open_data(forms: list[ShownForm]) -> dict[str, Any]:
    """The forms for programs, with who publishes them."""
    profile = Profile.load()
    return {
        "version": VERSION,
        "publisher": {"name": profile.full_name, "inn": profile.inn, "ogrn": profile.ogrn},
        "forms": [_form_data(form) for form in forms],
    }


def url_of(file: File) -> str:
    """The public address of a file that stands in a current value."""
    return reverse("site_disclosure_file", args=[file.pk, ending_of(file)])


def ending_of(file: File) -> str:
    """What its name ends with: «pdf»."""
    return PurePosixPath(file.file_name).suffix.lstrip(".").lower() or "bin"


def _form_data(form: ShownForm) -> dict[str, Any]:
    place, house = form.place, form.place.house
    about: dict[str, Any] = {"form": place.form.code, "title": place.form.title}
    if house:
        about["house"] = {"id": house.pk, "address": str(house), "fias": str(house.fias_id or "") or None}
    if place.year:
        about["year"] = place.year
    rows = [row for part in form.parts for row in part.rows]
    groups = [_group_data(part) for part in form.parts if part.items is not None]
    return about | {"filled_on": _iso(form.filled_on), "rows": list(map(_row_data, rows)), "groups": groups}


def _group_data(part: ShownPart) -> dict[str, Any]:
    return {
        "group": part.group.code if part.group else "",
        "title": part.heading,
        "items": [
            {"rows": list(map(_row_data, item.rows)), "groups": list(map(_group_data, item.inner))}
            for item in part.items or ()
        ],
    }


def _row_data(row: ShownRow) -> dict[str, Any]:
    told: dict[str, Any] = {"row": row.code, "title": row.title, "unit": row.unit or None, "value": row.value}
    if row.files:
        told["value"] = [{"name": file.name, "url": file.url, "bytes": file.size} for file in row.files]
    return told | {"source": row.source or None, "as_of": _iso(row.on)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _walk(part: ShownPart, heading: str) -> Iterator[tuple[str, ShownRow]]:
    yield from ((heading, row) for row in part.rows)
    for item in part.items or ():
        name = ": ".join(filter(None, (heading, item.title)))
        yield from ((name, row) for row in item.rows)
        for inner in item.inner:
            yield from _walk(inner, f"{name}: {inner.heading}")


class _Writer:
    def __init__(self, sheet: Sheet, files: Files) -> None:
        self.sheet, self.files = sheet, files
        self.zone = ZoneInfo(current_tenant().time_zone)

    def part(self, block: Block) -> ShownPart:
        if block.repeated is None:
            return ShownPart(block.heading, [self.row(cell) for cell in block.cells])
        items = self.items(block.repeated)
        return ShownPart(block.heading, items=items, group=block.repeated.group)

    def items(self, repeated: Repeated) -> list[ShownItem]:
        alone = len(repeated.items) == 1
        return [self.item(item, title=item.name if alone else item.title) for item in repeated.items]

    def item(self, item: Item, *, title: str) -> ShownItem:
        inner = [ShownPart(one.group.title, items=self.items(one), group=one.group) for one in item.inner if one.items]
        house = int(item.key[1:]) if item.key.startswith("h") and item.key[1:].isdigit() else None
        return ShownItem(title, [self.row(cell) for cell in item.cells], inner, house)

    def row(self, cell: Cell) -> ShownRow:
        row, shown = cell.row, cell.shown
        source, on = "", None
        if shown and shown.source == Source.GIS:
            source, on = _GIS, self._day(self.sheet.gis_mark or shown.as_of)
        elif shown and shown.source in Source.values:
            source, on = _COMPANY, self._day(shown.as_of)
        elif shown and not row.sum_of:
            source = _COMPUTED
        files = []
        if row.type is Type.FILES:
            there = [self.files[number] for number in cell.value.split(",") if number in self.files]
            files = [ShownFile(file.file_name, url_of(file), file.size) for file in there]
        is_number = row.type in (Type.MONEY, Type.NUMBER, Type.INT)
        words = "" if row.type is Type.FILES else cell.words
        return ShownRow(
            row.code, row.title, row.unit, words, is_number, source, on, files,
            None if row.type is Type.FILES else plain(row, cell.value), row.required,
        )  # fmt: skip

    def _day(self, moment: datetime | None) -> date | None:
        return moment.astimezone(self.zone).date() if moment else None

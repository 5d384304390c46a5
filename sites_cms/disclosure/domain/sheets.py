"""A filled form as it is read: which of the values stands in each row, where it comes from, what is missing.

Pure: values are given, nothing is asked of the database. The rule: what ГИС ЖКХ says stands before what people wrote,
and that before what the CRM computes. Of a repeating group the same: items of ГИС ЖКХ push out all the others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from sites_cms.disclosure.declarations import Form, Group, Row, Type
from sites_cms.disclosure.declarations.company import FILLED_ON
from sites_cms.disclosure.domain.values import show
from tenants.enums import Kind

Key = tuple[str, str]  # item ("" for the form itself, "2", "2/1" inside another), row


class Given(NamedTuple):
    """A value that somebody or something gives. `words` say where the CRM took it; `pk` is that of a kept one."""

    value: str
    source: str
    as_of: datetime | None = None
    words: str = ""
    pk: int = 0


class Cell(NamedTuple):
    """A row of one item, with everything that is given for it."""

    row: Row
    item: str
    own: Given | None
    gis: Given | None
    computed: Given | None

    @property
    def shown(self) -> Given | None:
        """The value that stands: ГИС ЖКХ, then people, then the CRM."""
        return next((given for given in (self.gis, self.own, self.computed) if given and given.value), None)

    @property
    def value(self) -> str:
        """The kept text of what stands."""
        return self.shown.value if self.shown else ""

    @property
    def words(self) -> str:
        """What stands, in words."""
        return show(self.row, self.value)


class Missing(NamedTuple):
    """A gap: «Лифт 2: 13. Год ввода в эксплуатацию»."""

    words: str
    item: str
    row: str


@dataclass(frozen=True)
class Item:
    """One item of a repeating group. `is_gis`: ГИС ЖКХ brought it, `is_computed`: the CRM did."""

    group: Group
    key: str
    number: int
    cells: list[Cell]
    inner: list["Repeated"]
    is_gis: bool
    is_computed: bool

    @property
    def title(self) -> str:
        """«Отопление», or «Лифт 2» where nothing of it is its name."""
        return self.name or f"{self.group.one} {self.number}"

    @property
    def name(self) -> str:
        """What its rows call it; empty where they do not."""
        return ", ".join(cell.words for cell in self.cells if cell.row.code in self.group.named_by and cell.value)


@dataclass(frozen=True)
class Repeated:
    """A repeating group with its items; `inside` is the key of the item that it stands in."""

    group: Group
    items: list[Item]
    inside: str = ""


@dataclass(frozen=True)
class Block:
    """A part of the form on a screen: rows under a heading, or a repeating group."""

    heading: str = ""
    cells: list[Cell] = field(default_factory=list)
    repeated: Repeated | None = None


@dataclass(frozen=True)
class Sheet:
    """A form of some house and year with all its values. `own_mark`, `gis_mark`: when people and ГИС last told it."""

    form: Form
    kind: Kind
    own: Mapping[Key, Given]
    gis: Mapping[Key, Given]
    computed: Mapping[Key, Given]
    own_mark: datetime | None = None
    gis_mark: datetime | None = None
    year: int | None = None

    def cell(self, row: Row, item: str = "") -> Cell:
        """What is given for a row."""
        key = (item, row.code)
        computed = self.computed.get(key)
        if row.sum_of and (total := self._sum(row, item)):
            computed = Given(total, "computed", words="сумма строк")
        return Cell(row, item, self.own.get(key), self.gis.get(key), computed)

    def value(self, code: str, item: str = "") -> str:
        """The kept text of what stands in a row."""
        return self.cell(self.form.by_code[code], item).value

    def is_asked(self, row: Row, item: str = "") -> bool:
        """True if this organisation owes the row, and what the row hangs on is so."""
        if row.only_for and self.kind not in row.only_for:
            return False
        return row.when is None or self.value(row.when.code, item) in row.when.values

    def cells(self, group: str = "", item: str = "") -> list[Cell]:
        """The rows of the form itself or of an item, those that are asked for or hold something."""
        rows = (self.cell(row, item) for row in self.form.rows_of(group) if row is not FILLED_ON)
        return [cell for cell in rows if self.is_asked(cell.row, item)]

    def repeated(self, group: Group, inside: str = "") -> Repeated:
        """The items of a group, inside an item of another or of the form."""
        keys = self._keys(group, inside)
        return Repeated(group, [self._item(group, key, number) for number, key in enumerate(keys, 1)], inside)

    def groups(self) -> list[Repeated]:
        """The groups of the form itself that this organisation owes."""
        return [self.repeated(group) for group in self.form.inner("") if self._owes(group)]

    def blocks(self) -> Iterator[Block]:
        """The form from above: rows under their headings, groups where their first row stands."""
        heading, told = "", set[str]()
        cells: list[Cell] = []
        for row in self.form.rows:
            if row.group:
                top = row.group.partition(".")[0]
                group = self.form.groups_by_code[top]
                if top not in told and self._owes(group):
                    if cells:
                        yield Block(heading, cells)
                        heading, cells = "", []
                    yield Block(group.title, repeated=self.repeated(group))
                told.add(top)
                continue
            if row.heading:
                if cells:
                    yield Block(heading, cells)
                heading, cells = row.heading, []
            if row is not FILLED_ON and self.is_asked(row):
                cells.append(self.cell(row))
        if cells:
            yield Block(heading, cells)

    @cached_property
    def missing(self) -> list[Missing]:
        """Every row that must be there and is not."""
        return [*self._gaps(), *(gap for one in self.groups() for gap in self._gaps_of(one))]

    @cached_property
    def is_empty(self) -> bool:
        """Neither people nor ГИС ЖКХ have said anything."""
        return not any(given.value for given in (*self.own.values(), *self.gis.values()))

    @cached_property
    def has_anything(self) -> bool:
        """There is something to show."""
        return not self.is_empty or any(given.value for given in self.computed.values())

    @cached_property
    def touched(self) -> datetime | None:
        """When a person or ГИС ЖКХ last said that it is so."""
        moments = [given.as_of for given in (*self.own.values(), *self.gis.values()) if given.as_of]
        return max([*moments, *filter(None, (self.own_mark, self.gis_mark))], default=None)

    @cached_property
    def newest(self) -> int:
        """The number of the newest kept value: what a person saw when the form was opened."""
        return max((given.pk for given in (*self.own.values(), *self.gis.values())), default=0)

    def free_key(self, group: Group, inside: str = "") -> str:
        """The key of an item that is to be added: one that never was."""
        prefix = f"{inside}/" if inside else ""
        used = [
            key.removeprefix(prefix).split("/")[0]
            for key, code in (*self.own, *self.computed)
            if key.startswith(prefix) and self.form.by_code[code].group.startswith(group.code)
        ]
        return f"{prefix}{max((int(key) for key in used if key.isdigit()), default=0) + 1}"

    def own_items(self, group: Group, inside: str = "") -> list[str]:
        """Keys of the items of a group that people wrote, in their order."""
        return sorted(self._told("own", group.code, inside), key=_order)

    def _owes(self, group: Group) -> bool:
        return not group.only_for or self.kind in group.only_for

    def _keys(self, group: Group, inside: str) -> list[str]:
        """Keys of the items of a group: those of ГИС ЖКХ if it has any, else what the CRM has and then people."""
        told = {name: self._told(name, group.code, inside) for name in ("gis", "computed", "own")}
        if told["gis"]:
            return sorted(told["gis"], key=_order)
        return list(dict.fromkeys([*told["computed"], *sorted(told["own"], key=_order)]))

    def _told(self, by: str, group: str, inside: str = "") -> list[str]:
        """Keys of the items of which `by` says something."""
        keys = self._items_by_group[by].get(group, {})
        return [key for key in keys if not inside or key.startswith(f"{inside}/")]

    @cached_property
    def _items_by_group(self) -> dict[str, dict[str, dict[str, None]]]:
        """Who → group → keys of items; an item is there too if something inside it is."""
        given = {"own": self.own, "gis": self.gis, "computed": self.computed}
        return {name: self._grouped(values) for name, values in given.items()}

    def _grouped(self, values: Mapping[Key, Given]) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = {}
        for (key, code), one in values.items():
            item, group = key, self.form.by_code[code].group
            while group and one.value:
                found.setdefault(group, {})[item] = None
                group, item = group.rpartition(".")[0], item.rpartition("/")[0]
        return found

    def _item(self, group: Group, key: str, number: int) -> Item:
        inner = [self.repeated(one, key) for one in self.form.inner(group.code)]
        of_gis, of_crm = (key in self._told(name, group.code) for name in ("gis", "computed"))
        return Item(group, key, number, self.cells(group.code, key), inner, of_gis, of_crm)

    def _sum(self, row: Row, item: str) -> str:
        parts = [self.value(code, item) for code in row.sum_of]
        if not any(parts):
            return ""
        total = sum((Decimal(part) for part in parts if part), start=Decimal(0))
        return f"{total:.2f}" if row.type is Type.MONEY else f"{total.normalize():f}"

    def _gaps(self, group: str = "", item: str = "", of: str = "") -> Iterator[Missing]:
        for cell in self.cells(group, item):
            if cell.row.required and not cell.value:
                yield Missing(f"{of}{cell.row.label}", item, cell.row.code)

    def _gaps_of(self, one: Repeated, of: str = "") -> Iterator[Missing]:
        if one.group.required and not one.items:
            yield Missing(f"{of}{one.group.title}: нет ни одной записи", one.inside, "")
        for item in one.items:
            name = f"{of}{item.title}: "
            yield from self._gaps(one.group.code, item.key, name)
            for inner in item.inner:
                yield from self._gaps_of(inner, name)


def _order(key: str) -> tuple[tuple[int, str], ...]:
    """Items by their numbers: «2» before «10», «g2» before «g10»."""
    return tuple((int("".join(filter(str.isdigit, part)) or 0), part) for part in key.split("/"))

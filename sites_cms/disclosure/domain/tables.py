"""Forms of houses as tables: a line for each house, or for each item of a group («Лифты», «Работы (услуги)»).

A line of a group names its item by what the group is named by, so the same table loaded again changes nothing. Where
nothing names an item («Лифты»), a line is about the item that has all of its cells, each item for one line.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from crm.accounting.models import House
from sites_cms.disclosure.declarations import FORMS, Form, Group, Row, Scope, Type, forms_of
from sites_cms.disclosure.domain import reading
from sites_cms.disclosure.domain.sheets import Sheet
from sites_cms.disclosure.domain.values import show
from tenants.errors import DomainError

HOUSE = "Дом"
CITY = "Населённый пункт"


@dataclass(frozen=True)
class Table:
    """What one file tells of a form: its own rows, or the items of a group with what stands inside them."""

    form: Form
    group: Group | None = None

    @property
    def slug(self) -> str:
        """The table in an address: «2-1», «2-3-services»."""
        return f"{self.form.slug}-{self.group.code}" if self.group else self.form.slug

    @property
    def title(self) -> str:
        """«Форма 2.2: Лифты»."""
        return f"Форма {self.form.code}" + (f": {self.group.title}" if self.group else "")

    @cached_property
    def parts(self) -> list[tuple[Group | None, list[Row]]]:
        """The rows in the order of the columns: those of the form or of the group, then of each group inside it."""
        inside = self.form.inner(self.group.code) if self.group else ()
        return [(group, self._rows(group)) for group in (self.group, *inside)]

    @property
    def rows(self) -> list[Row]:
        """All rows, in the order of the columns."""
        return [row for _, rows in self.parts for row in rows]

    @property
    def headings(self) -> list[str]:
        """The header of the table."""
        return [HOUSE, CITY, *(row.label for row in self.rows)]

    def lines(self, houses: list[House], *, year: int | None) -> Iterator[list[str]]:
        """The table with what people wrote already; a house of which nothing is written has an empty line."""
        sheets = reading.sheets_of_houses(houses, year=year)
        for house in houses:
            sheet = sheets[house.pk].get(self.form.code)
            for told in self._told(sheet) if sheet else [[]]:
                yield [house.address, house.city, *(told or [""] * len(self.rows))]

    def _rows(self, group: Group | None) -> list[Row]:
        rows = self.form.rows_of(group.code if group else "")
        return [row for row in rows if self.form.may_type(row) and row.type is not Type.FILES]

    def _told(self, sheet: Sheet) -> list[list[str]]:
        if self.group is None:
            return [_words(sheet, self.rows, "")]
        (_, rows), *inside = self.parts
        lines = []
        for item in sheet.own_items(self.group):
            inner = [[_words(sheet, more, key) for key in sheet.own_items(one, item)] for one, more in inside if one]
            for cells in zip_longest(*inner) if any(inner) else [[None] * len(inside)]:
                empty = [cell or [""] * len(more) for cell, (_, more) in zip(cells, inside, strict=True)]
                lines.append([*_words(sheet, rows, item), *(word for cell in empty for word in cell)])
        return lines or [[]]


def tables_of(form: Form) -> Iterator[Table]:
    """The tables that can fill a form in; files are attached on its screen only."""
    whole = [Table(form), *(Table(form, group) for group in form.inner("") if group.typed)]
    return (table for table in whole if table.rows)


TABLES = {table.slug: table for form in forms_of(Scope.HOUSE) for table in tables_of(FORMS[form.code])}


def item_of(sheet: Sheet, group: Group, told: Mapping[str, str], *, inside: str, taken: Collection[str]) -> str:
    """The key of the item that a line tells of: row → kept text. A new key if there is none.

    `taken` are items that other lines tell of. Raises DomainError if what names an item is empty or names several.
    """
    asked = {code: told.get(code, "") for code in group.named_by} or told
    titles = " и ".join(f"«{sheet.form.by_code[code].label}»" for code in group.named_by)
    if not any(asked.values()):
        raise DomainError(f"Заполните {titles}: по этому записи отличаются друг от друга.")
    found = [
        key
        for key in sheet.own_items(group, inside)
        if all(_own(sheet, key, code) == value for code, value in asked.items())
    ]
    if group.named_by and len(found) > 1:
        raise DomainError(f"Записей с таким {titles} несколько. Исправьте их на экране формы.")
    if not group.named_by:
        found = [key for key in found if key not in taken]
    return found[0] if found else sheet.free_key(group, inside)


def _words(sheet: Sheet, rows: list[Row], item: str) -> list[str]:
    return [show(row, value) if (value := _own(sheet, item, row.code)) else "" for row in rows]


def _own(sheet: Sheet, item: str, code: str) -> str:
    given = sheet.own.get((item, code))
    return given.value if given else ""

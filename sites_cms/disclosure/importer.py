"""Forms of many houses from tables: a line for each house, or for each item of a group.

All or nothing, as every file: what is wrong is told by row and column before anything is written. An empty cell leaves
what is there.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms

from crm.accounting.domain.houses import find_house
from crm.accounting.models import House
from crm.company.domain.contract_terms import company_today
from crm.imports.domain.cells import CellError, text
from crm.imports.enums import Outcome
from crm.imports.forms import UploadForm
from crm.imports.registry import Cells, Change, Column, Listing, Notice, RowError
from crm.rights.domain.rows import covers
from identity.models import User
from sites_cms.disclosure.declarations import FORMS, Row
from sites_cms.disclosure.domain import filling, reading
from sites_cms.disclosure.domain.places import place_of, reported_year, years_to_choose
from sites_cms.disclosure.domain.sheets import Key, Sheet
from sites_cms.disclosure.domain.tables import CITY, HOUSE, TABLES, Table, item_of
from sites_cms.disclosure.domain.values import read, show
from sites_cms.disclosure.enums import Source
from sites_cms.disclosure.rights import EDIT_DISCLOSURE
from tenants.errors import DomainError

MOST_LINES = {False: 2_000, True: 10_000}  # a line for each house; a line for each item of a group


class YearFileForm(UploadForm):
    """A file of a yearly form."""

    year = forms.TypedChoiceField(label="За какой год", coerce=int, choices=list)
    field_order = ["year", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = company_today()
        year: Any = self.fields["year"]
        year.choices = [(one, str(one)) for one in years_to_choose(today)]
        year.initial = reported_year(FORMS["2.8"], today=today)

    def options(self) -> dict[str, Any]:
        return {"year": self.cleaned_data["year"]}


class HouseFormImport:
    """Values of one form, house by house, by the same function as on the screen and with no more rights."""

    kind: ClassVar[str]
    title: ClassVar[str]
    table: ClassVar[Table]
    form: ClassVar[type]
    columns: ClassVar[tuple[Column, ...]]
    example: ClassVar[tuple[tuple[str, ...], ...]]
    subject: ClassVar[str] = HOUSE
    action: ClassVar[str] = EDIT_DISCLOSURE
    by_rows: ClassVar[bool] = True
    max_rows: ClassVar[int]
    listing: ClassVar[Listing] = Listing("disclosure_houses", "Открыть дома раскрытия")
    clears: frozenset[str] = frozenset()

    def __init__(self, options: dict[str, Any]) -> None:
        self.year = int(options["year"]) if options.get("year") else None
        self.notices: list[Notice] = []
        self.said: dict[int, dict[Key, tuple[int, str]]] = {}  # house → item, row → the line and what it says

    def row(self, number: int, cells: Cells) -> Cells:
        """The cells as they are."""
        return cells

    def apply(self, number: int, values: Cells, *, by: User) -> tuple[Outcome, list[Change]]:
        """Fill in what one line tells of a house."""
        address, city, *cells = values
        house = self._house(address, city or "", by=by)
        if not any(cells):
            return Outcome.SAME, []
        form = self.table.form
        place = place_of(form, house=house, year=self.year)
        before = reading.sheet_of(place)
        said = self.said.setdefault(house.pk, {})
        typed = self._typed(before, cells, taken={item for item, _ in said})
        self._compare(number, house, typed, said)
        try:
            changed = filling.fill_in(place, typed, by=by, source=Source.FILE)
        except filling.RefusedError as refused:
            key, message = next(iter(refused.problems.items()))
            row = form.by_code[key[1]]
            raise RowError(row.label, show(row, typed.get(key, "")), message) from None
        if not changed:
            return Outcome.SAME, []
        changes = []
        for (item, code), new in typed.items():
            row, own = form.by_code[code], before.own.get((item, code))
            old = own.value if own else ""
            if new != old:
                changes.append(Change(number, house.address, row.label, show(row, old), show(row, new)))
        is_new = before.is_empty if not self.table.group else not any(item in _items(before) for item, _ in typed)
        return (Outcome.ADDED if is_new else Outcome.CHANGED), changes

    def applied(self) -> None:
        """Nothing is left to be done."""

    def _typed(self, sheet: Sheet, cells: list[str | None], *, taken: set[str]) -> dict[Key, str]:
        """(item, row) → kept text, of the filled cells."""
        typed: dict[Key, str] = {}
        left, outer = list(cells), ""
        for group, rows in self.table.parts:
            told = {row.code: value for row, value in zip(rows, left[: len(rows)], strict=True) if value}
            del left[: len(rows)]
            item = ""
            if group and (told or group == self.table.group):
                try:
                    item = item_of(sheet, group, told, inside=outer, taken=taken)
                except DomainError as error:
                    raise RowError(rows[0].label, "", str(error)) from None
                outer = outer or item
            typed |= {(item, code): value for code, value in told.items()}
        return typed

    def _compare(self, number: int, house: House, typed: Mapping[Key, str], said: dict[Key, tuple[int, str]]) -> None:
        """Refuse a second line of a house that has one, and one that says something else than a line before it."""
        if said and not self.table.group:
            line = next(line for line, _ in said.values())
            raise RowError(HOUSE, house.address, f"Этот дом уже есть в строке {line}. Оставьте одну строку на дом.")
        for key, value in typed.items():
            line, before = said.setdefault(key, (number, value))
            if before != value:
                row = self.table.form.by_code[key[1]]
                raise RowError(row.label, show(row, value), f"В строке {line} о том же стоит «{show(row, before)}».")

    def _house(self, address: str, city: str, *, by: User) -> House:
        try:
            house = find_house(address, city=city)
        except DomainError as error:
            raise RowError(HOUSE, address, str(error)) from None
        if not covers(house, EDIT_DISCLOSURE, user=by):
            raise RowError(HOUSE, address, "Этот дом не на ваших участках: его формы заполняет другой сотрудник.")
        return house


def importers() -> list[type[HouseFormImport]]:
    """A kind of import for each table."""
    return [_importer(table) for table in TABLES.values()]


def kind_of(table: Table) -> str:
    """The name of the table's kind of import: «disclosure_2_1», «disclosure_2_3_services»."""
    return f"disclosure_{table.slug.replace('-', '_')}"


def _importer(table: Table) -> type[HouseFormImport]:
    columns = (
        Column("house", HOUSE, _address, ("адрес", "адрес дома"), required=True, repeats=False),
        Column("city", CITY, _address, ("город",)),
        *(Column(f"row_{row.code}".replace(".", "_"), row.label, _cleaner(row)) for row in table.rows),
    )
    return type(
        f"Table{table.slug.replace('-', '_')}Import",
        (HouseFormImport,),
        {
            "kind": kind_of(table), "title": f"Раскрытие, {table.title[0].lower()}{table.title[1:]}", "table": table,
            "columns": columns, "form": YearFileForm if table.form.yearly else UploadForm,
            "max_rows": MOST_LINES[table.group is not None],
            "example": (tuple(table.headings), ("ул. Ленина, д. 86", "Пермь", *("" for _ in table.rows))),
        },
    )  # fmt: skip


def _items(sheet: Sheet) -> set[str]:
    return {item for (item, _), given in sheet.own.items() if given.value}


def _address(cell: str) -> str:
    return text(cell, limit=300)


def _cleaner(row: Row) -> Callable[[str], str]:
    def cleaned(cell: str) -> str:
        try:
            return read(row, cell)
        except DomainError as error:
            words = str(error)
            raise CellError(words[:1].upper() + words[1:]) from None

    return cleaned

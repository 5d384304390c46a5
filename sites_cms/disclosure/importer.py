"""One form of many houses from a table: a row for each house, a column for each row of the form that is no group.

All or nothing, as every file: what is wrong is told by row and column before anything is written. An empty cell leaves
what is there.
"""

from collections.abc import Callable, Iterator
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
from sites_cms.disclosure.declarations import FORMS, Form, Row, Type
from sites_cms.disclosure.domain import filling, reading
from sites_cms.disclosure.domain.places import place_of, reported_year, years_to_choose
from sites_cms.disclosure.domain.values import read, show
from sites_cms.disclosure.enums import Source
from sites_cms.disclosure.rights import EDIT_DISCLOSURE
from tenants.errors import DomainError

HOUSE = "Дом"
CITY = "Населённый пункт"
BY_FILE = ("2.1", "2.2", "2.6", "2.8")


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


def rows_by_file(form: Form) -> list[Row]:
    """The rows of a form that a table can bring."""
    return [row for row in form.rows if not row.group and form.may_type(row) and row.type is not Type.FILES]


class HouseFormImport:
    """Values of one form, house by house, by the same function as on the screen and with no more rights."""

    kind: ClassVar[str]
    title: ClassVar[str]
    of_form: ClassVar[Form]
    form: ClassVar[type]
    columns: ClassVar[tuple[Column, ...]]
    example: ClassVar[tuple[tuple[str, ...], ...]]
    subject: ClassVar[str] = HOUSE
    action: ClassVar[str] = EDIT_DISCLOSURE
    by_rows: ClassVar[bool] = True
    max_rows: ClassVar[int] = 2_000
    listing: ClassVar[Listing] = Listing("disclosure_houses", "Открыть дома раскрытия")
    clears: frozenset[str] = frozenset()

    def __init__(self, options: dict[str, Any]) -> None:
        self.year = int(options["year"]) if options.get("year") else None
        self.notices: list[Notice] = []
        self.met: dict[int, int] = {}

    def row(self, number: int, cells: Cells) -> Cells:
        """The cells as they are."""
        return cells

    def apply(self, number: int, values: Cells, *, by: User) -> tuple[Outcome, list[Change]]:
        """Fill in the form of one house."""
        address, city, *told = values
        house = self._house(number, address, city or "", by=by)
        rows = rows_by_file(self.of_form)
        typed = {("", row.code): value for row, value in zip(rows, told, strict=True) if value}
        place = place_of(self.of_form, house=house, year=self.year)
        before = reading.sheet_of(place)
        try:
            changed = filling.fill_in(place, typed, by=by, source=Source.FILE)
        except filling.RefusedError as refused:
            (_, code), message = next(iter(refused.problems.items()))
            row = self.of_form.by_code[code]
            raise RowError(row.label, show(row, typed.get(("", code), "")), message) from None
        if not changed:
            return Outcome.SAME, []
        changes = []
        for row in rows:
            new, own = typed.get(("", row.code), ""), before.cell(row).own
            old = own.value if own else ""
            if new and new != old:
                changes.append(Change(number, house.address, row.label, show(row, old), show(row, new)))
        return (Outcome.ADDED if before.is_empty else Outcome.CHANGED), changes

    def applied(self) -> None:
        """Nothing is left to be done."""

    def _house(self, number: int, address: str, city: str, *, by: User) -> House:
        try:
            house = find_house(address, city=city)
        except DomainError as error:
            raise RowError(HOUSE, address, str(error)) from None
        if not covers(house, EDIT_DISCLOSURE, user=by):
            raise RowError(HOUSE, address, "Этот дом не на ваших участках: его формы заполняет другой сотрудник.")
        if (before := self.met.setdefault(house.pk, number)) != number:
            raise RowError(HOUSE, address, f"Этот дом уже есть в строке {before}. Оставьте одну строку на дом.")
        return house


def importers() -> list[type[HouseFormImport]]:
    """A kind of import for each form that a table can bring."""
    return [_importer(FORMS[code]) for code in BY_FILE]


def headings(form: Form) -> list[str]:
    """The header of the table."""
    return [HOUSE, CITY, *(row.label for row in rows_by_file(form))]


def lines(form: Form, houses: list[House], *, year: int | None) -> Iterator[list[str]]:
    """The table itself: a row for each house, with what people wrote there already."""
    sheets = reading.sheets_of_houses(houses, year=year)
    for house in houses:
        sheet = sheets[house.pk].get(form.code)
        own = (sheet.cell(row).own if sheet else None for row in rows_by_file(form))
        words = [show(row, given.value) if given else "" for row, given in zip(rows_by_file(form), own, strict=True)]
        yield [house.address, house.city, *words]


def _importer(form: Form) -> type[HouseFormImport]:
    rows = rows_by_file(form)
    columns = (
        Column("house", HOUSE, _address, ("адрес", "адрес дома"), required=True, repeats=False),
        Column("city", CITY, _address, ("город",)),
        *(Column(f"row_{row.code}".replace(".", "_"), row.label, _cleaner(row)) for row in rows),
    )
    return type(
        f"Form{form.slug.replace('-', '')}Import",
        (HouseFormImport,),
        {
            "kind": kind_of(form), "title": f"Раскрытие, форма {form.code}", "of_form": form, "columns": columns,
            "form": YearFileForm if form.yearly else UploadForm,
            "example": (tuple(headings(form)), ("ул. Ленина, д. 86", "Пермь", *("" for _ in rows))),
        },
    )  # fmt: skip


def kind_of(form: Form) -> str:
    """The name of the form's kind of import: «disclosure_2_1»."""
    return f"disclosure_{form.code.replace('.', '_')}"


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

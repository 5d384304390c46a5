"""A form as the CRM shows it for filling in: fields with what stands on the site now, items, empty ones to add."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from files.forms import DOCUMENTS, limit_words
from sites_cms.disclosure.declarations import LISTS, Group, Row, Type
from sites_cms.disclosure.declarations.company import FILLED_ON
from sites_cms.disclosure.domain.filling import MAX_BYTES
from sites_cms.disclosure.domain.places import Place
from sites_cms.disclosure.domain.sheets import Cell, Key, Sheet
from sites_cms.disclosure.domain.values import show
from sites_cms.disclosure.models import File

_NUMBERS = (Type.INT, Type.MONEY, Type.NUMBER, Type.YEAR)
_YES_NO = {"true": "Да", "false": "Нет"}
_HINTS = {
    Type.FILES: limit_words(DOCUMENTS, MAX_BYTES),
    Type.CADASTRAL: "Например, 59:01:4410001:123.",
}


@dataclass(frozen=True)
class Field:
    """An input for a row. `stands` and `from_where` say what is on the site when that is not what is typed here."""

    row: Row
    item: str
    value: str
    problem: str = ""
    stands: str = ""
    from_where: str = ""
    is_hidden: bool = False  # behind «Ввести своё»: the CRM knows the value
    files: list[File] = field(default_factory=list)
    is_missing: bool = False

    @property
    def name(self) -> str:
        """In the form that is sent."""
        return f"v.{self.item}.{self.row.code}"

    @property
    def id(self) -> str:
        """On the page."""
        return f"f-{self.item}-{self.row.code}".replace("/", "_").replace(".", "_")

    @property
    def kind(self) -> str:
        """Which input it is."""
        if self.row.type in (Type.CHOICE, Type.YES_NO):
            return "select"
        if self.row.type in (Type.TEXT, Type.FILES, Type.DATE):
            return str(self.row.type.value)
        return "number" if self.row.type in _NUMBERS else "line"

    @property
    def options(self) -> list[tuple[str, str]]:
        """Code → label of a list."""
        return list((LISTS[self.row.choices] if self.row.choices else _YES_NO).items())

    @property
    def hint(self) -> str:
        """How it is written, where that is not plain."""
        return _HINTS.get(self.row.type, "")

    @property
    def when(self) -> str:
        """The input on which it hangs, for the script: «f-1-15 3,4»."""
        if self.row.when is None:
            return ""
        other = f"f-{self.item}-{self.row.when.code}".replace("/", "_").replace(".", "_")
        return f"{other} {','.join(sorted(self.row.when.values))}"


@dataclass(frozen=True)
class Entry:
    """An item of a group with its inputs. `drop` is what the tick «Убрать» sends; empty where it cannot be removed."""

    title: str
    key: str
    fields: list[Field]
    inner: list["Entries"]
    drop: str
    is_new: bool
    from_where: str


@dataclass(frozen=True)
class Entries:
    """A repeating group. `add` is what the button «Добавить» sends; empty where nothing can be added."""

    group: Group
    entries: list[Entry]
    add: str


@dataclass(frozen=True)
class Part:
    """Inputs under a heading, or a group."""

    heading: str
    fields: list[Field]
    entries: Entries | None = None


@dataclass
class Screen:
    """The form of a place. `typed` are texts of a form that was refused; `added` asks for empty items."""

    place: Place
    sheet: Sheet
    files: Mapping[str, File]
    typed: Mapping[Key, str] = field(default_factory=dict)
    problems: Mapping[Key, str] = field(default_factory=dict)
    added: list[tuple[str, str]] = field(default_factory=list)  # group, the item that it stands in

    def parts(self) -> Iterator[Part]:
        """The form from above."""
        heading, told = "", set[str]()
        fields: list[Field] = []
        for row in self.place.form.rows:
            if row.group:
                top = row.group.partition(".")[0]
                if fields:
                    yield Part(heading, fields)
                    heading, fields = "", []
                if top not in told and self._owes(row):
                    group = self.place.form.groups_by_code[top]
                    yield Part(group.title, [], self._entries(group, ""))
                told.add(top)
                continue
            if row.heading and fields:
                yield Part(heading, fields)
                fields = []
            heading = row.heading or heading
            if row is not FILLED_ON and self._owes(row):
                fields.append(self._field(row, ""))
        if fields:
            yield Part(heading, fields)

    def _owes(self, row: Row) -> bool:
        return not row.only_for or self.sheet.kind in row.only_for

    def _entries(self, group: Group, inside: str, *, in_new: bool = False) -> Entries:
        shown = self.sheet.repeated(group, inside)
        new = self._new_keys(group, inside, {item.key for item in shown.items})
        if in_new and not new:
            new = [self.sheet.free_key(group, inside)]
        entries = [
            Entry(
                title=item.title,
                key=item.key,
                fields=self._fields(group, item.key),
                inner=[self._entries(inner, item.key) for inner in self.place.form.inner(group.code)],
                drop="" if item.is_gis or item.is_computed else f"{group.code}|{item.key}",
                is_new=False,
                from_where="из ГИС ЖКХ" if item.is_gis else "из CRM" if item.is_computed else "",
            )
            for item in shown.items
        ]
        entries += [
            Entry(
                f"{group.one}: новая запись", key, self._fields(group, key),
                [self._entries(inner, key, in_new=True) for inner in self.place.form.inner(group.code)], "", True, "",
            )
            for key in new
        ]  # fmt: skip
        return Entries(group, entries, f"{group.code}|{inside}" if group.typed else "")

    def _new_keys(self, group: Group, inside: str, there: set[str]) -> list[str]:
        """Items that are only being typed: those of a refused form, and the empty one that was asked for."""
        depth = group.code.count(".")
        typed = {
            item
            for item, code in self.typed
            if item.count("/") == depth
            and self.place.form.by_code[code].group == group.code
            and (not inside or item.startswith(f"{inside}/"))
        }
        new = sorted(typed - there)
        if (group.code, inside) in self.added:
            new = [*new, _after(self.sheet.free_key(group, inside), new)]
        return new

    def _fields(self, group: Group, item: str) -> list[Field]:
        return [self._field(row, item) for row in self.place.form.rows_of(group.code) if self._owes(row)]

    def _field(self, row: Row, item: str) -> Field:
        cell = self.sheet.cell(row, item)
        own = cell.own.value if cell.own else ""
        value = self.typed.get((item, row.code), _as_typed(row, own))
        stands, from_where = _beside(cell)
        files = [self.files[number] for number in own.split(",") if number in self.files]
        problem = self.problems.get((item, row.code), "")
        return Field(
            row, item, value, problem, stands, from_where,
            is_hidden=bool(cell.computed and not own and not cell.gis and not problem and not value),
            files=files if row.type is Type.FILES else [],
            is_missing=row.required and not cell.value and self.sheet.is_asked(row, item) and not self.sheet.is_empty,
        )  # fmt: skip


def read(data: QueryDict, form_rows: Mapping[str, Row]) -> dict[Key, str]:
    """What was typed, by item and row; files come apart."""
    typed: dict[Key, str] = {}
    for name, text in data.items():
        mark, _, rest = name.partition(".")
        item, _, code = rest.partition(".")
        if mark == "v" and code in form_rows and form_rows[code].type is not Type.FILES:
            typed[item, code] = str(text)
    return typed


def read_uploads(files: Any, form_rows: Mapping[str, Row]) -> dict[Key, list[Any]]:
    """Files that were chosen, by item and row."""
    found: dict[Key, list[Any]] = {}
    for name in files:
        _, _, rest = name.partition(".")
        item, _, code = rest.partition(".")
        if code in form_rows and form_rows[code].type is Type.FILES:
            found[item, code] = files.getlist(name)
    return found


def pairs(values: list[str]) -> list[tuple[str, str]]:
    """What buttons and ticks send: «lifts|3» → ("lifts", "3")."""
    return [(group, item) for group, _, item in (value.partition("|") for value in values)]


def _as_typed(row: Row, value: str) -> str:
    return value.replace(".", ",") if row.type in (Type.MONEY, Type.NUMBER) else value


def _beside(cell: Cell) -> tuple[str, str]:
    """What stands on the site besides what is typed, and where it comes from."""
    if cell.gis and cell.gis.value:
        return show(cell.row, cell.gis.value), "ГИС ЖКХ"
    if cell.computed and cell.computed.value:
        return show(cell.row, cell.computed.value), cell.computed.words
    return "", ""


def _after(key: str, others: list[str]) -> str:
    """The key, or the next one that none of the others has."""
    prefix, slash, number = key.rpartition("/")
    last = int(number)
    while f"{prefix}{slash}{last}" in others:
        last += 1
    return f"{prefix}{slash}{last}"

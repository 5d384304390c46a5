"""Kinds of imports: registered by modules when their app is ready.

Two ways of bringing rows in. Many rows are staged and merged by SQL (`SetImporter`: accounts, readings). Few rows
that have rules of their own, each for itself, go through domain functions one by one (`RowImporter`: employees).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from django.db.backends.utils import CursorWrapper

from crm.imports.acts import acts_of
from crm.imports.domain.reading import column_key
from crm.imports.enums import Outcome
from crm.journal.acts import declare
from crm.journal.links import declare_screen
from identity.models import User

Cells = Sequence[Any]  # of str, None for an empty cell


@dataclass(frozen=True)
class Column:
    """A column of the file: how it is called, whether every row needs it, how a filled cell is cleaned.

    `repeats`: the same cells come again and again (streets, first names), so cleaned ones are remembered.
    `may_begin_with_plus`: "+7 908 …" is a phone here and no formula; `clean` lets nothing else through.
    `clearable`: an empty cell may empty what is stored, if the person chooses so for the file.
    """

    name: str
    title: str
    clean: Callable[[str], str]
    aliases: tuple[str, ...] = ()
    required: bool = False
    repeats: bool = True
    may_begin_with_plus: bool = False
    clearable: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The spellings by which the column is known."""
        return frozenset(column_key(name) for name in (self.title, *self.aliases))


@dataclass(frozen=True)
class Problem:
    """One refused cell: where, what stands there, what is wrong and how to mend it."""

    row: int
    field: str
    value: str
    message: str


@dataclass(frozen=True)
class Notice:
    """Something that the person should know of a row that is not refused."""

    row: int
    message: str


@dataclass(frozen=True)
class Change:
    """One field of one row that would change."""

    row: int
    object: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Group:
    """What the file does to one house (or whatever the kind's `group_title` says): `before` and `after` are sums."""

    title: str
    added: int
    changed: int
    before: Decimal | None = None
    after: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """Something that only the person can say of this file; without an answer it is not loaded.

    `notices` are examples of the rows that it is about, `total` is how many there are. `answer()` reads the answer.
    """

    code: str
    text: str
    choices: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]
    total: int


@dataclass
class Comparison:
    """What the staged rows would do to what is stored.

    `refused` rows are those that SQL found wrong; their `problems` name each (all of them if they are few thousand).
    `beyond` is how many stored rows change although the file does not name them (an account that is no longer owing).
    """

    added: int = 0
    changed: int = 0
    skipped: int = 0
    refused: int = 0
    beyond: int = 0
    changes: list[Change] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    more_groups: int = 0
    totals: dict[str, int] = field(default_factory=dict)


class RowError(Exception):
    """Raised by an importer for a row whose cells are right one by one but not together, or not with what is stored."""

    def __init__(self, field_title: str, value: str, message: str) -> None:
        super().__init__(message)
        self.field, self.value, self.message = field_title, value, message


@dataclass(frozen=True)
class Listing:
    """Where loaded rows are to be seen: the name of a URL and the words of the button."""

    url_name: str
    label: str


class Importer(Protocol):
    """What every kind of import says of itself. An instance lives for one pass over one file.

    A kind may also have: `orders`, the names of its columns in the orders by which a file without a header is read
    ("" for a column that is not taken); `undoable`, True if `tracing.traced` watches all that it writes;
    `group_title` and `sum_title`, the headings of what changes by house.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    subject: ClassVar[str]  # what a row is about, as the heading of a column: «Счёт»
    action: ClassVar[str]
    form: ClassVar[Any]
    columns: ClassVar[tuple[Column, ...]]
    example: ClassVar[tuple[tuple[str, ...], ...]]
    max_rows: ClassVar[int]
    listing: ClassVar[Listing]
    notices: list[Notice]
    clears: frozenset[str]  # the engine names here the columns whose empty cells empty what is stored

    def __init__(self, options: dict[str, Any]) -> None:
        """`options`: what was chosen on the form, as it was stored with the run."""

    def row(self, number: int, cells: Cells) -> Cells:
        """The values to be staged or applied for cleaned cells in the order of `columns`; None is an empty cell and
        leaves what is stored. Raises RowError."""


class SetImporter(Importer, Protocol):
    """Rows are staged by COPY and merged by set-based SQL: hundreds of thousands in seconds."""

    staging: ClassVar[str]

    def staged(self, cursor: CursorWrapper) -> None:
        """Called when all rows are in the table `staged`: put there what goes with them."""

    def compare(self, cursor: CursorWrapper, *, limit: int) -> Comparison:
        """What a merge would do, with at most `limit` examples of each kind."""

    def merge(self, cursor: CursorWrapper) -> Comparison:
        """Merge by set-based SQL; the counts of what was done."""


class RowImporter(Importer, Protocol):
    """Each row goes through a domain function, on behalf of who uploaded the file and with no more rights.

    A dry run does all of it and takes it back, so what it says is what a load does.
    """

    by_rows: ClassVar[bool]  # True; tells the two protocols apart

    def apply(self, number: int, values: Cells, *, by: User) -> tuple[Outcome, list[Change]]:
        """Bring one row in. Raises RowError or DomainError: then nothing of the row is left."""

    def applied(self) -> None:
        """All rows are in and stay: what is to happen after the commit is sent from here."""


def goes_by_rows(kind: type[Importer]) -> bool:
    """True for kinds whose rows go through domain functions one by one."""
    return bool(getattr(kind, "by_rows", False))


def is_undoable(kind: type[Importer]) -> bool:
    """True for kinds whose loads can be undone."""
    return bool(getattr(kind, "undoable", False))


def orders_of(kind: type[Importer]) -> tuple[tuple[str, ...], ...]:
    """The orders of columns by which a file without a header is read."""
    return tuple(getattr(kind, "orders", ()))


def kept(name: str, *, stored: str, clears: frozenset[str], empty: str = "NULL") -> str:
    """SQL of what a column becomes: the staged value, else what is stored, or `empty` where an empty cell clears."""
    return f"coalesce(s.{name}, {empty if name in clears else stored})"


def answer(options: dict[str, Any], code: str) -> str:
    """What the person answered to a question about this file; empty if nothing yet."""
    return str(options.get("engine", {}).get("answers", {}).get(code, ""))


_derived: set[str] = set()


def goes_with(table: str) -> None:
    """Say that rows of `table` are made from the rows that they refer to, and go with them when a load is undone."""
    _derived.add(table)


def derived_tables() -> frozenset[str]:
    """Tables of which `goes_with` was said."""
    return frozenset(_derived)


_importers: dict[str, type[Importer]] = {}


def register(importer: type[Importer]) -> None:
    """Add a kind of import; called when the app of its module is ready."""
    importer.do_not_call_in_templates = True  # type: ignore[attr-defined]  # Django calls classes that it meets there
    _importers[importer.kind] = importer
    declare(*acts_of(importer.kind, importer.title))
    declare_screen("imports.importrun", "import_run", importer.action)


def importer(kind: str) -> type[Importer]:
    """The importer of a kind. Raises LookupError if there is none."""
    return _importers[kind]


def importers() -> list[type[Importer]]:
    """All kinds, in the order in which modules came."""
    return list(_importers.values())

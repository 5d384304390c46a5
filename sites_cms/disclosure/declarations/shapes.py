"""What a form is made of. Nothing here knows of the database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from sites_cms.disclosure.enums import VERSION
from tenants.enums import Kind


class Type(StrEnum):
    """How a value is written and checked. Kept is always text; `domain.values` reads and shows it."""

    DATE = "date"
    YEAR = "year"
    INT = "int"
    MONEY = "money"
    NUMBER = "number"
    STRING = "string"
    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"
    FILES = "files"
    INN = "inn"
    OGRN = "ogrn"
    EMAIL = "email"
    URL = "url"
    CADASTRAL = "cadastral"


@dataclass(frozen=True)
class When:
    """The row is asked for only if the row `code` of the same item has one of these values."""

    code: str
    values: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a form.

    `group` is the repeating group that it belongs to ("works.volumes": a group inside an item of another).
    `sum_of`: it is the sum of these rows of the same item and is never typed. `places`: decimal places of a NUMBER.
    `only_for`: the kinds of organisations that owe it; empty for all. `heading`: the part of the form that begins here.
    `typed`: a person may fill it; else only the CRM or ГИС ЖКХ knows it.
    """

    code: str
    title: str
    type: Type = Type.STRING
    unit: str = ""
    group: str = ""
    choices: str = ""
    required: bool = True
    when: When | None = None
    only_for: frozenset[Kind] = frozenset()
    sum_of: tuple[str, ...] = ()
    places: int = 2
    signed: bool = False
    heading: str = ""
    typed: bool = True

    @property
    def label(self) -> str:
        """«9.1. Количество этажей, наибольшее, ед.»"""
        number = f"{self.number}. " if self.number else ""
        return f"{number}{self.title}" + (f", {self.unit}" if self.unit else "")

    @property
    def number(self) -> str:
        """The number in the order; empty for rows that have none there."""
        return self.code if self.code[0].isdigit() else ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows that repeat. `one` is an item («Лифт»); `empty` is what stands on the site when there is none.

    `required`: a form without any item has a gap. `typed`: items may be added by hand. `named_by`: rows whose words
    name an item («Отопление» rather than «Коммунальная услуга 1»).
    """

    code: str
    title: str
    one: str
    empty: str = "Сведений нет."
    required: bool = False
    typed: bool = True
    only_for: frozenset[Kind] = frozenset()
    named_by: tuple[str, ...] = ()

    @property
    def parent(self) -> str:
        """The group inside whose items this one stands; empty for a group of the form itself."""
        return self.code.rpartition(".")[0]


class Scope(StrEnum):
    """Of whom the form tells."""

    COMPANY = "company"
    HOUSE = "house"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """How old a form may be. `days` since it was last touched, or, for a yearly form, the last day (month, day) of the
    next year on which the report must be there. `source` says who wants it so.
    """

    words: str
    source: str
    days: int = 0
    due: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form of the order. `yearly`: it is filled anew for each year. `not_above`: pairs (smaller, larger, words)."""

    code: str
    title: str
    short: str
    scope: Scope
    deadline: Deadline
    rows: tuple[Row, ...]
    groups: tuple[Group, ...] = ()
    yearly: bool = False
    version: str = VERSION
    not_above: tuple[tuple[str, str, str], ...] = field(default=())

    @property
    def slug(self) -> str:
        """The form in an address: «1-1»."""
        return self.code.replace(".", "-")

    @cached_property
    def by_code(self) -> dict[str, Row]:
        """Code → row."""
        return {row.code: row for row in self.rows}

    @cached_property
    def groups_by_code(self) -> dict[str, Group]:
        """Code → group."""
        return {group.code: group for group in self.groups}

    @property
    def is_typed(self) -> bool:
        """A person may fill something in; form 1.4 is made of the list of houses alone."""
        return any(map(self.may_type, self.rows))

    def may_type(self, row: Row) -> bool:
        """True if people fill the row in: not a sum, nor in a group that the CRM makes alone."""
        top = self.groups_by_code.get(row.group.partition(".")[0])
        return row.typed and not row.sum_of and (top is None or top.typed)

    def rows_of(self, group: str) -> list[Row]:
        """The rows of a group; of the form itself for an empty code."""
        return [row for row in self.rows if row.group == group]

    def inner(self, group: str) -> Iterator[Group]:
        """Groups that stand inside items of `group`; those of the form itself for an empty code."""
        return (one for one in self.groups if one.parent == group)

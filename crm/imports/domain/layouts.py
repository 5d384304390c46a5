"""Which column of a file is which of ours: by name, as a person has matched them, or in the order of the manual."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.imports.domain.cells import refuse_formula
from crm.imports.domain.reading import column_key
from crm.imports.enums import How
from crm.imports.models import ImportLayout
from crm.imports.registry import Column
from identity.models import User
from tenants.errors import DomainError

MOST_COLUMNS = 200
SHOWN_ROWS = 3
_NAME = 100  # characters of a column's name that are kept


@dataclass(frozen=True)
class Choice:
    """What a person said of the columns of this very file; `header_row` 0 says that it has no header."""

    places: Mapping[str, int]
    header_row: int


@dataclass
class Layout:
    """Where our columns stand. `header_row` is its number from 1, 0 without one; the first data row comes after it."""

    header: list[str]
    header_row: int
    places: dict[str, int]
    how: How
    samples: list[list[str]] = field(default_factory=list)

    def as_report(self) -> dict[str, Any]:
        """For the run's report: what the screen of matching needs."""
        return {
            "header": [name[:_NAME] for name in self.header[:MOST_COLUMNS]],
            "header_row": self.header_row,
            "places": self.places,
            "how": str(self.how),
            "samples": [[cell[:_NAME] for cell in row[:MOST_COLUMNS]] for row in self.samples],
        }


class UnmatchedError(DomainError):
    """Columns that must be there were not found: a person is to say which they are, or which sheet to read.

    `layout` is what is known, `source` what the file is.
    """

    def __init__(self, message: str, layout: Layout | None, source: dict[str, Any] | None = None) -> None:
        super().__init__(message, field="file")
        self.layout, self.source = layout, source or {}


def find_layout(
    rows: Sequence[list[str]],
    *,
    kind: str,
    columns: tuple[Column, ...],
    orders: tuple[tuple[str, ...], ...],
    choice: Choice | None,
) -> Layout:
    """The layout of a file by its first `rows`.

    A person's word for this file goes first, then the one remembered for such a header, then the names, then the
    manual's order. Raises UnmatchedError if a needed column is nowhere or twice, DomainError if there are no rows.
    """
    if not any(map(_is_filled, rows)):
        raise DomainError("Файл пуст. Проверьте, тот ли файл выбран.", field="file")
    if choice:
        header = rows[choice.header_row - 1] if choice.header_row else []
        return _laid(rows, header, choice.header_row, dict(choice.places), How.HAND)
    if layout := _remembered(rows, kind):
        return layout
    for number, row in enumerate(rows, 1):
        if all(any(column_key(name) in column.keys for name in row) for column in columns if column.required):
            return _by_names(rows, number, columns)
    for order in orders:
        if all(_fits(row, order, columns) for row in rows if _is_filled(row)):
            places = {name: place for place, name in enumerate(order) if name}
            width = max(len(row) for row in rows)
            return _laid(rows, [], 0, {name: at for name, at in places.items() if at < width}, How.ORDER)
    number = _likely_header(rows, columns)
    return _by_names(rows, number, columns)


def remember(*, kind: str, header: Sequence[str], places: Mapping[str, int], by: User) -> None:
    """Keep how a person matched the columns, for the next file with the same header."""
    names = [name[:200] for name in header]
    ImportLayout.objects.update_or_create(
        kind=kind, digest=digest_of(names), defaults={"header": names, "mapping": dict(places), "by": by}
    )


def digest_of(header: Sequence[str]) -> str:
    """What two headers of the same names have in common, however they are typed."""
    keys = [column_key(name[:200]) for name in header]
    while keys and not keys[-1]:
        keys.pop()
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def _remembered(rows: Sequence[list[str]], kind: str) -> Layout | None:
    digests = {digest_of(row): number for number, row in enumerate(rows, 1) if _is_filled(row)}
    for kept in ImportLayout.objects.filter(kind=kind, digest__in=digests):
        number = digests[kept.digest]
        return _laid(rows, rows[number - 1], number, dict(kept.mapping), How.REMEMBERED)
    return None


def _by_names(rows: Sequence[list[str]], number: int, columns: tuple[Column, ...]) -> Layout:
    header = rows[number - 1]
    keys = [column_key(name) for name in header]
    places: dict[str, int] = {}
    layout = _laid(rows, header, number, places, How.NAMES)
    for column in columns:
        found = [place for place, key in enumerate(keys) if key in column.keys]
        if found:
            places[column.name] = found[0]
        if len(found) > 1:
            raise UnmatchedError(
                f"Колонка «{column.title}» в файле дважды. Оставьте одну или покажите, какая из них верная.", layout
            )
    missing = [column.title for column in columns if column.required and column.name not in places]
    if missing:
        raise UnmatchedError(
            f"В файле нет колонки «{missing[0]}». Покажите, в какой колонке что стоит: для следующих таких "
            "файлов мы это запомним. Или возьмите названия колонок из образца.",
            layout,
        )
    return layout


def _laid(rows: Sequence[list[str]], header: list[str], number: int, places: dict[str, int], how: How) -> Layout:
    return Layout(header, number, places, how, [row for row in rows[number:] if _is_filled(row)][:SHOWN_ROWS])


def _likely_header(rows: Sequence[list[str]], columns: tuple[Column, ...]) -> int:
    """The row with most of our names; where there is none, the first with as many cells as most rows have."""
    names = [sum(any(column_key(name) in column.keys for name in row) for column in columns) for row in rows]
    if max(names):
        return names.index(max(names)) + 1
    filled = [sum(map(bool, row)) for row in rows]
    return next(number for number, count in enumerate(filled, 1) if count * 2 > max(filled))


def _fits(row: list[str], order: tuple[str, ...], columns: tuple[Column, ...]) -> bool:
    """True if the cells read well as the columns of this order."""
    if any(cell.strip() for cell in row[len(order) :]):
        return False
    by_name = {column.name: column for column in columns}
    for place, name in enumerate(order):
        column = by_name.get(name)
        if column is None:
            continue
        cell = row[place].strip() if place < len(row) else ""
        if not cell:
            if column.required:
                return False
            continue
        try:
            if not column.may_begin_with_plus:
                refuse_formula(cell)
            column.clean(cell)
        except DomainError:
            return False
    return True


def _is_filled(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)

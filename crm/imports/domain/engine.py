"""One pass over one file: read, clean; then stage and compare or merge, or apply row by row.

Runs inside the caller's transaction.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import IO, Any, cast

from django.db import connection, transaction

from crm.imports.domain.cells import FORMULA_SIGNS, CellError, refuse_formula, safe_cell
from crm.imports.domain.reading import Table, column_key, open_table
from crm.imports.enums import Outcome
from crm.imports.registry import (
    Cells,
    Change,
    Column,
    Comparison,
    Importer,
    Notice,
    Problem,
    RowError,
    RowImporter,
    SetImporter,
    goes_by_rows,
)
from identity.models import User
from tenants.errors import DomainError

SHOWN = 200  # rows of each kind that a report keeps
_VALUE = 200  # characters of a wrong cell that are shown
_REMEMBERED = 5_000  # clean values of a column whose cells repeat
_STEP = 2_000  # rows between two words to the progress meter
_BLOCK = 1 << 20  # characters sent to PostgreSQL at once

Tell = Callable[[int, int], None]


@dataclass
class Result:
    """What one pass over a file found."""

    total: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)

    @property
    def unchanged(self) -> int:
        """Rows that are already as the file says."""
        done = self.comparison.added + self.comparison.changed + self.comparison.skipped
        return self.total - self.refused - done

    def as_report(self) -> dict[str, Any]:
        """For the run's JSON: bounded."""
        return {
            "problems": [asdict(problem) for problem in self.problems],
            "notices": [asdict(n) for n in sorted(self.notices, key=lambda n: n.row)[:SHOWN]],
            "changes": [asdict(change) for change in self.comparison.changes],
            "unknown_columns": self.unknown_columns,
            "totals": self.comparison.totals,
        }


def check(file: IO[bytes], importer: Importer, *, by: User, refusals: IO[str], tell: Tell) -> Result:
    """Dry run. Every refused cell is written to `refusals` as CSV. Raises DomainError if the file is unreadable."""
    reading = _Pass(file, importer, csv.writer(refusals, delimiter=";"), tell)
    if goes_by_rows(type(importer)):
        with transaction.atomic():
            _apply(reading, cast("RowImporter", importer), by=by)
            transaction.set_rollback(True)
    else:
        _stage(reading, cast("SetImporter", importer))
        with connection.cursor() as cursor:
            reading.result.comparison = cast("SetImporter", importer).compare(cursor, limit=SHOWN)
    return reading.finished()


def load(file: IO[bytes], importer: Importer, *, by: User, tell: Tell) -> Result:
    """Stage and merge, or apply. Raises DomainError if anything is refused: all or nothing."""
    reading = _Pass(file, importer, None, tell)
    if goes_by_rows(type(importer)):
        _apply(reading, cast("RowImporter", importer), by=by)
        _refuse_half(reading.result)
        cast("RowImporter", importer).applied()
    else:
        _stage(reading, cast("SetImporter", importer))
        _refuse_half(reading.result)
        with connection.cursor() as cursor:
            reading.result.comparison = cast("SetImporter", importer).merge(cursor)
    return reading.finished()


def _refuse_half(result: Result) -> None:
    if result.refused:
        first = result.problems[0]
        raise DomainError(
            f"За время после проверки что-то изменилось: строка {first.row}, {first.field}: {first.message} "
            "Ничего не загружено. Проверьте файл ещё раз."
        )


def _stage(reading: "_Pass", importer: SetImporter) -> None:
    """COPY every row into the table `staged`."""
    with connection.cursor() as cursor:
        # A table that looks empty to the planner would be read anew for each row while it is being filled:
        # a load of a second and a half has been seen to take a minute. Only hash and merge joins until it ends.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged")
        cursor.execute(f"CREATE TEMP TABLE staged (row_number int NOT NULL, {importer.staging}) ON COMMIT DROP")
        for block in _blocks(_line(number, values) for number, values in reading.rows()):
            cursor.copy_expert("COPY staged FROM STDIN WITH (NULL '')", block)
        importer.staged(cursor)


def _apply(reading: "_Pass", importer: RowImporter, *, by: User) -> None:
    """Bring every row in by itself: a refused one leaves nothing behind and does not hold up the next."""
    counts = dict.fromkeys(Outcome, 0)
    changes: list[Change] = []
    for number, values in reading.rows():
        try:
            with transaction.atomic():
                outcome, changed = importer.apply(number, values, by=by)
        except RowError as error:
            reading.refuse([Problem(number, error.field, error.value[:_VALUE], error.message)])
        except DomainError as error:
            reading.refuse([Problem(number, _titled(importer, error.field), "", str(error))])
        else:
            counts[outcome] += 1
            changes += changed[: max(SHOWN - len(changes), 0)]
    reading.result.comparison = Comparison(
        added=counts[Outcome.ADDED], changed=counts[Outcome.CHANGED], skipped=counts[Outcome.SKIPPED], changes=changes
    )


def _titled(importer: Importer, field_name: str | None) -> str:
    return next((column.title for column in importer.columns if column.name == field_name), "Строка")


class _Pass:
    """From the bytes of a file to rows of clean values; what cannot be read is in `result`."""

    def __init__(self, file: IO[bytes], importer: Importer, refusals: Any, tell: Tell) -> None:
        self.file, self.importer, self.refusals, self.tell = file, importer, refusals, tell
        self.result = Result()

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Read and clean every row: its number and what the importer makes of its cells."""
        known = frozenset().union(*(column.keys for column in self.importer.columns))
        table = open_table(self.file, known=known)
        places = _match(table, self.importer.columns, self.result)
        width = len(table.header)
        readers = [
            (place, _reader(column), column) for place, column in zip(places, self.importer.columns, strict=True)
        ]
        for number, row in enumerate(table.rows, start=2):
            if not any(row):
                continue
            self._count()
            problems: list[Problem] = []
            if len(row) != width:
                _fit(number, row, width, problems)
            row.append("")  # where columns that the file has not point to
            values = _clean(number, row, readers, problems)
            if not problems:
                try:
                    yield number, self.importer.row(number, values)
                    continue
                except RowError as error:
                    problems.append(Problem(number, error.field, error.value[:_VALUE], error.message))
            self.refuse(problems)
        if not self.result.total:
            raise DomainError("В файле есть шапка, но нет ни одной строки.", field="file")

    def refuse(self, problems: list[Problem]) -> None:
        """Count a row that is not taken and keep why."""
        self.result.refused += 1
        self.result.problems += problems[: max(SHOWN - len(self.result.problems), 0)]
        if self.refusals is not None:
            for problem in problems:
                self.refusals.writerow([problem.row, problem.field, safe_cell(problem.value), problem.message])

    def finished(self) -> Result:
        """The result, with what the importer noticed."""
        self.result.notices = [*self.importer.notices, *self.result.comparison.notices]
        return self.result

    def _count(self) -> None:
        self.result.total += 1
        if self.result.total > self.importer.max_rows:
            raise DomainError(f"В файле больше {self.importer.max_rows} строк. Разделите его на части.", field="file")
        if self.result.total % _STEP == 0 or goes_by_rows(type(self.importer)):
            self.tell(self.result.total, self.file.tell())


def _match(table: Table, columns: tuple[Column, ...], result: Result) -> list[int]:
    """For each of our columns its place in a row; a missing one points at the cell after the last, kept empty."""
    keys = [column_key(name) for name in table.header]
    places = []
    for column in columns:
        found = [place for place, key in enumerate(keys) if key in column.keys]
        if len(found) > 1:
            raise DomainError(f"Колонка «{column.title}» в файле дважды. Оставьте одну.", field="file")
        if not found and column.required:
            raise DomainError(
                f"В файле нет колонки «{column.title}». Первая строка должна быть шапкой: "
                f"{'; '.join(c.title for c in columns)}.",
                field="file",
            )
        places.append(found[0] if found else len(keys))
    taken = set(places)
    unknown = [name.strip() for place, name in enumerate(table.header) if place not in taken]
    result.unknown_columns = [name[:100] for name in unknown if name][:20]
    return places


def _fit(number: int, row: list[str], width: int, problems: list[Problem]) -> None:
    """Make a row as wide as the header; cells beyond it may only be empty."""
    if any(row[width:]):
        extra = next(cell for cell in row[width:] if cell)[:_VALUE]
        problems.append(
            Problem(number, "Строка", extra, "Ячеек больше, чем колонок в шапке. Проверьте кавычки и разделители.")
        )
    row[:] = [*row[:width], *[""] * (width - len(row))]


def _reader(column: Column) -> Callable[[str], str | None]:
    """What turns a cell of a column into its clean value, None for an empty one."""

    def read(cell: str) -> str | None:
        cell = cell.strip()
        if not cell:
            return None
        if cell[0] in FORMULA_SIGNS and not (column.may_begin_with_plus and cell[0] == "+"):
            refuse_formula(cell)
        return column.clean(cell)

    return lru_cache(maxsize=_REMEMBERED)(read) if column.repeats else read


def _clean(
    number: int, row: list[str], readers: list[tuple[int, Callable[[str], str | None], Column]], problems: list[Problem]
) -> list[str | None]:
    values: list[str | None] = []
    for place, read, column in readers:
        try:
            value = read(row[place])
        except CellError as error:
            value = None
            problems.append(Problem(number, column.title, row[place].strip()[:_VALUE], str(error)))
        else:
            if value is None and column.required:
                message = f"Не заполнено: «{column.title}» нужно в каждой строке."
                problems.append(Problem(number, column.title, "", message))
        values.append(value)
    return values


def _line(number: int, values: Cells) -> str:
    line = "\t".join([str(number), *[value or "" for value in values]])
    return f"{line}\n" if "\\" not in line else line.replace("\\", "\\\\") + "\n"


def _blocks(lines: Iterator[str]) -> Iterator[io.StringIO]:
    """Lines by the block: between two COPY commands an importer may ask the database, during one it may not."""
    block, length = io.StringIO(), 0
    for line in lines:
        length += block.write(line)
        if length >= _BLOCK:
            block.seek(0)
            yield block
            block, length = io.StringIO(), 0
    block.seek(0)
    yield block

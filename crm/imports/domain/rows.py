"""One pass over one file: from its bytes to rows of clean values, and all that is told of it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import IO, Any

from crm.imports.domain.cells import FORMULA_SIGNS, CellError, refuse_formula
from crm.imports.domain.layouts import Choice, Layout, UnmatchedError, find_layout
from crm.imports.domain.reading import PEEKED, Table, open_table
from crm.imports.domain.refusals import RefusedRows
from crm.imports.enums import Empty
from crm.imports.registry import (
    Cells,
    Column,
    Comparison,
    Importer,
    Notice,
    Problem,
    RowError,
    goes_by_rows,
    orders_of,
)
from tenants.errors import DomainError

SHOWN = 200  # rows of each kind that a report keeps
VALUE = 200  # characters of a wrong cell that are shown
_REMEMBERED = 5_000  # clean values of a column whose cells repeat
_STEP = 2_000  # rows between two words to the progress meter
_MADE_PLAIN = {*FORMULA_SIGNS, "-"}

Tell = Callable[[int, int], None]


@dataclass
class Result:
    """What one pass over a file found."""

    total: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    layout: Layout | None = None
    source: dict[str, Any] = field(default_factory=dict)
    clears: list[str] = field(default_factory=list)
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
            "layout": self.layout.as_report() if self.layout else {},
            "source": self.source,
            "clears": self.clears,
            "questions": [asdict(question) for question in self.comparison.questions],
            "groups": [{**asdict(g), "before": _sum(g.before), "after": _sum(g.after)} for g in self.comparison.groups],
            "more_groups": self.comparison.more_groups,
        }


@dataclass(frozen=True)
class Told:
    """What the person said of this file beside the kind's own options: as `ImportRun.options["engine"]` keeps it."""

    choice: Choice | None = None
    sheet: str = ""
    empty: Empty = Empty.KEEP

    @classmethod
    def of(cls, options: dict[str, Any]) -> "Told":
        """From the options of a run."""
        told = options.get("engine", {})
        choice = Choice(told["places"], told.get("header_row", 0)) if told.get("places") else None
        return cls(choice, told.get("sheet", ""), Empty(told.get("empty", Empty.KEEP)))


class Pass:
    """From the bytes of a file to rows of clean values; what cannot be read is in `result`."""

    def __init__(
        self, file: IO[bytes], importer: Importer, told: Told, refusals: RefusedRows | None, tell: Tell
    ) -> None:
        self.file, self.importer, self.told, self.refusals, self.tell = file, importer, told, refusals, tell
        self.result = Result()
        self.row: list[str] = []  # the one that is being read, as it stands in the file

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Read and clean every row: its number and what the importer makes of its cells."""
        layout, raw, strict = self._begin()
        columns = self.importer.columns
        width = max(len(layout.header), *(place + 1 for place in layout.places.values()))
        if not layout.header:
            width = max([width, *(len(row) for row in layout.samples)])
        readers = [(layout.places.get(column.name, width), _reader(column), column) for column in columns]
        for number, row in raw:
            if not any(row):
                continue
            self._count()
            problems: list[Problem] = []
            if len(row) != width:
                _fit(number, row, width, problems if strict else [])
            self.row = row[:width]
            row.append("")  # where columns that the file has not point to
            values = _clean(number, row, readers, problems)
            if not problems:
                try:
                    yield number, self.importer.row(number, values)
                    continue
                except RowError as error:
                    problems.append(Problem(number, error.field, error.value[:VALUE], error.message))
            self.refuse(problems)
        if not self.result.total:
            raise DomainError("В файле есть шапка, но нет ни одной строки.", field="file")

    def refuse(self, problems: list[Problem]) -> None:
        """Count a row that is not taken and keep why."""
        self.result.refused += 1
        self.result.problems += problems[: max(SHOWN - len(self.result.problems), 0)]
        if self.refusals is not None:
            self.refusals.add(self.row, problems)

    def refuse_found(self) -> None:
        """Count the rows that SQL found wrong, and take them out of the file once more for the list of wrong rows."""
        found = self.result.comparison
        if not found.refused:
            return
        self.result.refused += found.refused
        self.result.problems = sorted([*self.result.problems, *found.problems], key=lambda problem: problem.row)[:SHOWN]
        wrong: dict[int, list[Problem]] = {}
        for problem in found.problems:
            wrong.setdefault(problem.row, []).append(problem)
        if self.refusals is not None and self.result.layout:
            for number, row in enumerate(self._open().rows, 1):
                if number in wrong:
                    self.refusals.add(row, wrong[number])

    def finished(self) -> Result:
        """The result, with what the importer noticed."""
        self.result.notices = [*self.importer.notices, *self.result.comparison.notices]
        return self.result

    def _open(self) -> Table:
        known = frozenset().union(*(column.keys for column in self.importer.columns))
        self.table = open_table(self.file, known=known, sheet=self.told.sheet)
        return self.table

    def _begin(self) -> tuple[Layout, Iterator[tuple[int, list[str]]], bool]:
        """Find out how the file is laid; its rows after the header with their numbers.

        In a workbook cells beside the table are somebody's notes; in CSV they tell of a lost quote.
        """
        table, columns = self._open(), self.importer.columns
        self.result.source = {"encoding": table.encoding, "sheets": table.sheets[:50], "sheet": table.sheet}
        first = list(islice(table.rows, PEEKED))
        layout = self._find_layout(first)
        taken = set(layout.places.values())
        unknown = [name.strip() for place, name in enumerate(layout.header) if place not in taken]
        self.result.unknown_columns = [name[:100] for name in unknown if name][:20]
        self.result.layout = layout
        if self.told.empty is Empty.CLEAR:
            cleared = [column for column in columns if column.clearable and column.name in layout.places]
            self.importer.clears = frozenset(column.name for column in cleared)
            self.result.clears = [column.title for column in cleared]
        if self.refusals is not None:
            self.refusals.begin(layout, columns)
        rows = enumerate(chain(first[layout.header_row :], table.rows), layout.header_row + 1)
        return layout, rows, bool(table.delimiter)

    def _find_layout(self, first: list[list[str]]) -> Layout:
        kind, source = type(self.importer), self.result.source
        try:
            return find_layout(
                first, kind=kind.kind, columns=kind.columns, orders=orders_of(kind), choice=self.told.choice
            )
        except UnmatchedError as error:
            raise UnmatchedError(str(error), error.layout, source) from None
        except DomainError as error:
            if len(source["sheets"]) < 2:
                raise
            raise UnmatchedError(f"Лист «{source['sheet']}» пуст. Выберите другой.", None, source) from error

    def _count(self) -> None:
        self.result.total += 1
        if self.result.total > self.importer.max_rows:
            raise DomainError(f"В файле больше {self.importer.max_rows} строк. Разделите его на части.", field="file")
        if self.result.total % _STEP == 0 or goes_by_rows(type(self.importer)):
            self.tell(self.result.total, self.table.position())


def _fit(number: int, row: list[str], width: int, problems: list[Problem]) -> None:
    """Make a row as wide as the header; cells beyond it may only be empty."""
    if any(row[width:]):
        extra = next(cell for cell in row[width:] if cell)[:VALUE]
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
        if cell[0] == "'" and cell[1:2] in _MADE_PLAIN:
            cell = cell[1:]  # our own exports put the apostrophe there
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
            problems.append(Problem(number, column.title, row[place].strip()[:VALUE], str(error)))
        else:
            if value is None and column.required:
                message = f"Не заполнено: «{column.title}» нужно в каждой строке."
                problems.append(Problem(number, column.title, "", message))
        values.append(value)
    return values


def _sum(value: Any) -> str | None:
    return None if value is None else str(value)

"""The wrong rows of a file as a table of their own: the cells as they came, the number of the row and what is wrong.

Kept as CSV beside the run; `rows_of` reads it back for whatever form the person wants it in.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import IO

from crm.imports.domain.cells import safe_cell
from crm.imports.domain.layouts import Layout
from crm.imports.registry import Column, Problem

ROW, REASON = "Строка", "Что не так"
_NUMBER = re.compile(r"[-+][\d\s.,()-]*")


class RefusedRows:
    """Writes wrong rows into a text file."""

    def __init__(self, output: IO[str]) -> None:
        self.writer = csv.writer(output, delimiter=";")

    def begin(self, layout: Layout, columns: Sequence[Column]) -> None:
        """Write the heading: that of the file, or our names where it has none."""
        heading = list(layout.header)
        if not heading:
            titles = {layout.places[column.name]: column.title for column in columns if column.name in layout.places}
            heading = [titles.get(place, "") for place in range(max(titles) + 1)]
        self.width = len(heading)
        self.writer.writerow([*map(plain, heading), ROW, REASON])

    def add(self, row: Sequence[str], problems: Sequence[Problem]) -> None:
        """Write one row and all that is wrong with it."""
        cells = [plain(cell) for cell in row[: self.width]]
        cells += [""] * (self.width - len(cells))
        reasons = " ".join(f"{problem.field}: {problem.message}" for problem in problems)
        self.writer.writerow([*cells, problems[0].row, reasons])


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; sums and phones stay as they are, to be loaded again."""
    return cell if _NUMBER.fullmatch(cell) else safe_cell(cell)


def rows_of(lines: Iterator[str]) -> Iterator[list[str]]:
    """The rows of the kept file, its heading first."""
    yield from csv.reader(lines, delimiter=";")

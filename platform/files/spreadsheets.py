"""Tables that leave us as CSV or XLSX: row by row, whatever their length; no cell of them can act as a formula."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tenants.errors import DomainError

CSV, CSV_1251, XLSX = "csv", "csv-1251", "xlsx"
FORMS = {XLSX: "XLSX", CSV: "CSV", CSV_1251: "CSV (Windows-1251)"}
FORMULA_SIGNS = ("=", "+", "@")
MOST_XLSX_ROWS = 100_000  # some twenty seconds of work; a longer table goes as CSV, which streams at once
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Row = Sequence[Any]


def safe_cell(value: str) -> str:
    """Text for a CSV of ours: what a spreadsheet would take for a formula is made plain by an apostrophe."""
    return f"'{value}" if value.startswith((*FORMULA_SIGNS, "-", "\t", "\r")) else value


def refuse_too_long(kind: str, rows: int, *, narrow: str = "даты") -> None:
    """Raises DomainError if so many rows do not fit into that kind of file; `narrow` is what makes them fewer."""
    if kind == XLSX and rows > MOST_XLSX_ROWS:
        raise DomainError(
            f"В XLSX помещается до {MOST_XLSX_ROWS} строк, а нашлось {rows}. "
            f"Сузьте {narrow} или выгрузите в CSV: там строк сколько угодно."
        )


def as_file(kind: str, *, name: str, headings: Row, rows: Iterable[Row]) -> HttpResponseBase:
    """The table as a download: `kind` is one of `FORMS`, `name` goes without its ending."""
    if kind == XLSX:
        return FileResponse(
            xlsx_file(headings, rows), as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX_TYPE
        )
    charset = "windows-1251" if kind == CSV_1251 else "utf-8"
    response = StreamingHttpResponse(
        csv_lines(headings, rows, charset=charset), content_type=f"text/csv; charset={charset}"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_lines(headings: Row, rows: Iterable[Row], *, charset: str = "utf-8") -> Iterator[bytes]:
    """For Excel on a Russian Windows: semicolons, decimal comma, UTF-8 with a mark.

    Old programs take only "windows-1251": what it cannot hold becomes «руб.» for the rouble and a question mark.
    """
    writer = csv.writer(_Echo(charset), delimiter=";")
    yield (b"" if charset == "windows-1251" else "\ufeff".encode()) + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([_csv_cell(value) for value in row])


def xlsx_file(headings: Row, rows: Iterable[Row]) -> IO[bytes]:
    """A workbook of one sheet in a temporary file, at its beginning; the caller closes it."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Лист 1")
    page.freeze_panes = "A2"
    for number, heading in enumerate(headings, 1):
        page.column_dimensions[get_column_letter(number)].width = min(max(len(heading) + 4, 16), 40)
    page.append([_xlsx_cell(page, heading, bold=True) for heading in headings])
    for row in rows:
        page.append([_xlsx_cell(page, value) for value in row])
    kept = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it when it is sent
    book.save(kept)
    kept.seek(0)
    return kept


class _Echo:
    """csv writes into it and gets the line back as bytes."""

    def __init__(self, charset: str) -> None:
        self.charset = charset

    def write(self, line: str) -> bytes:
        if self.charset == "utf-8":
            return line.encode()
        return line.replace("₽", "руб.").encode(self.charset, errors="replace")


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return safe_cell(str(value))


def _xlsx_cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    """Text stays text: what begins with «=» is no formula. A moment is written by the clock that it carries."""
    if isinstance(value, datetime):
        cell = WriteOnlyCell(page, value.replace(tzinfo=None))
        cell.number_format = "dd.mm.yyyy hh:mm:ss"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(page, value)
        cell.number_format = "dd.mm.yyyy"
        return cell
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, _FORBIDDEN.sub("", value))
    cell.data_type = "s"
    cell.number_format = "@"  # text stays text, with its zeros, when somebody edits it
    if bold:
        cell.font = Font(bold=True)
    return cell

"""Workbooks of Excel (XLSX), read row by row: every cell becomes the text that a person sees in it.

The file comes from outside: what it says of its own size is checked before a byte is unpacked (a part is never read
beyond the size that it says), and XML with entities is refused by defusedxml, which openpyxl takes when it is there.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tenants.errors import DomainError

BOOK = b"PK\x03\x04"
MAX_UNPACKED = 600 * 2**20  # a sheet of 300 000 rows of accounts takes some 350 MB of XML
MAX_PART = 60 * 2**20  # of a part that is kept in memory: texts, styles
MAX_PARTS = 2_000
_WIDEST = 200  # columns of a sheet that are looked at
_ZEROS = re.compile(r"0{2,30}")
_EXACT = 10**15  # Excel keeps fifteen digits
_BROKEN = "Книга Excel повреждена. Откройте её в Excel и сохраните заново: «Файл → Сохранить как → Книга Excel (XLSX)»."
_FAULTS = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, EOFError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip  # what openpyxl, zipfile and expat raise for files that only look like books


def refuse_bad_book(file: IO[bytes]) -> None:
    """Raise DomainError if this is no workbook or unpacks into more than may be."""
    file.seek(0)
    with _explained(), zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        advice = "Откройте файл в программе, где он сделан, и сохраните как XLSX или CSV."
        raise DomainError(f"Это не книга Excel. {advice}", field="file")
    in_memory = [part for part in parts if not part.filename.startswith("xl/worksheets/")]
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(part.file_size > MAX_PART for part in in_memory)
    ):
        raise DomainError(
            "В книге слишком много данных. Оставьте в ней один лист с таблицей или сохраните его как CSV.", field="file"
        )


def open_book(file: IO[bytes], *, sheet: str) -> tuple[Iterator[list[str]], list[str], str, Callable[[], int]]:
    """Rows of a sheet as texts, the names of all sheets, the one that is read, and the position in the file.

    Without a `sheet` that is there the first visible one is read. Raises DomainError for what is no book.
    """
    refuse_bad_book(file)
    size = file.seek(0, 2)
    file.seek(0)
    with _explained(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that openpyxl does not know: we take the values
        book = load_workbook(file, read_only=True, keep_links=False)
    sheets = [page.title for page in book.worksheets if page.sheet_state == "visible"]
    if not sheets:
        raise DomainError("В книге нет ни одного листа с таблицей.", field="file")
    chosen = sheet if sheet in sheets else sheets[0]
    page = book[chosen]
    total = page.max_row or 0
    page.reset_dimensions()  # programs write wrong ones, and rows would be cut off
    done = [0]
    return _rows(page, done), sheets, chosen, lambda: size * min(done[0], total) // total if total else 0


def cell_text(value: Any, number_format: str = "General") -> str:
    """What a person sees in the cell: no «.0» after a whole number, dates as «24.05.2026», zeros of a mask kept."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, date | time):
        day_only = not isinstance(value, datetime | time) or (isinstance(value, datetime) and value.time() == time())
        return value.strftime("%d.%m.%Y" if day_only else "%H:%M" if isinstance(value, time) else "%d.%m.%Y %H:%M")
    return str(getattr(value, "text", value))  # a formula of a block of cells


def _number(value: float, number_format: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.15g}"
    if abs(value) >= _EXACT:
        return f"{value:.14e}"  # its last digits are lost: whoever cleans the cell says so
    text = str(int(value))
    return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) and value >= 0 else text


def _rows(page: Any, done: list[int]) -> Iterator[list[str]]:
    with _explained(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of dates that are none: such a cell comes as «#VALUE!» and is refused
        for row in page.iter_rows(max_col=_WIDEST):
            done[0] += 1
            texts = [_seen(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            yield texts


def _seen(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    return value if isinstance(value, str) else cell_text(value, cell.number_format)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DomainError:
        raise
    except _FAULTS:
        raise DomainError(_BROKEN, field="file") from None

"""Reading a table from a file of any origin, as a stream: CSV in any encoding, or a workbook of Excel."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import IO

from crm.imports.domain.workbooks import BOOK, open_book, refuse_bad_book
from tenants.errors import DomainError

DELIMITERS = ";,\t"
PEEKED = 15  # rows at the beginning among which a header is looked for: programs write titles above it
_CHUNK = 1 << 16
_LONGEST_CELL = 10_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TABLE = {
    b"\xd0\xcf\x11\xe0": "Это книга старого Excel (XLS) или книга с паролем. Откройте её в Excel и сохраните без "
    "пароля: «Файл → Сохранить как → Книга Excel (XLSX)».",
    b"%PDF": "Это PDF, а нужна таблица: XLSX или CSV.",
}


@dataclass
class Table:
    """An open file: its rows from the very first, read once.

    `position` says how many bytes of the file are read by now, roughly.
    """

    rows: Iterator[list[str]]
    position: Callable[[], int]
    encoding: str = ""
    delimiter: str = ""
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""


class _LeftOpen(io.TextIOWrapper):
    """Text over the caller's file, which may be read once more: it does not go with the reader."""

    def close(self) -> None:
        """Leave the file open."""


def open_table(file: IO[bytes], *, known: frozenset[str], sheet: str = "") -> Table:
    """Recognise what the file is and begin to read it.

    `known` are the names of columns (as `column_key` gives them) by which the delimiter is recognised; `sheet` is
    the one that was chosen in a workbook. Raises DomainError if this is no table.
    """
    if is_book(file):
        rows, sheets, chosen, position = open_book(file, sheet=sheet)
        return Table(rows, position, sheets=sheets, sheet=chosen)
    encoding = recognise_encoding(file)
    lines = _without_nul(_LeftOpen(file, encoding=encoding, newline=""))
    first = list(islice(lines, PEEKED))
    if not any(line.strip() for line in first):
        raise DomainError("Файл пуст. Проверьте, тот ли файл выбран.", field="file")
    delimiter = max(DELIMITERS, key=lambda sign: _score(first, sign, known))
    csv.field_size_limit(_LONGEST_CELL)
    return Table(_rows(chain(first, lines), delimiter), file.tell, encoding=encoding, delimiter=delimiter)


def refuse_no_table(file: IO[bytes]) -> None:
    """Raise DomainError if the file cannot be a table at all: said at the form, before anything is kept."""
    if is_book(file):
        refuse_bad_book(file)
    else:
        recognise_encoding(file)
    file.seek(0)


def is_book(file: IO[bytes]) -> bool:
    """True for a zip, which a workbook is. Leaves the file at its start."""
    file.seek(0)
    start = file.read(len(BOOK))
    file.seek(0)
    return start == BOOK


def recognise_encoding(file: IO[bytes]) -> str:
    """UTF-16 by its mark, UTF-8 (with a mark or without) if the whole file is strictly that, else cp1251.

    Leaves the file at its start.
    """
    file.seek(0)
    start = file.read(4)
    for sign, advice in _NO_TABLE.items():
        if start.startswith(sign):
            raise DomainError(advice, field="file")
    encodings = ("utf-16",) if start.startswith(_UTF_16) else ("utf-8-sig", "cp1251")
    for encoding in encodings:
        file.seek(0)
        if _decodes(file, encoding):
            file.seek(0)
            return encoding
    raise DomainError("Не удалось прочесть буквы в файле. Сохраните его в Excel как CSV и повторите.", field="file")


def column_key(name: str) -> str:
    """A column's name for comparing: «Л.С», «л/с» and « Л С » are the same."""
    return "".join(sign for sign in name.casefold().replace("ё", "е") if sign.isalnum())


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise DomainError("Это не текстовый файл. Сохраните таблицу в Excel как CSV и повторите.", field="file")
        yield line


def _score(lines: list[str], delimiter: str, known: frozenset[str]) -> tuple[int, int]:
    """The most names of ours in one line; where none is known, the most cells."""
    split = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    names = max(sum(column_key(name) in known for name in row) for row in split)
    return names, max(len(row) for row in split) if not names else 0


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        raise DomainError(
            "Таблица испорчена: где-то не закрыта кавычка. Откройте файл в Excel, найдите лишнюю кавычку и "
            "сохраните снова.",
            field="file",
        ) from None

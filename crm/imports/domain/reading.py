"""Reading a table from a CSV file of any origin, as a stream."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from tenants.errors import DomainError

DELIMITERS = ";,\t"
_CHUNK = 1 << 16
_LONGEST_CELL = 10_000
_NOT_CSV = {
    b"PK\x03\x04": "Это книга Excel, а нужен CSV. Откройте её в Excel и сохраните: «Файл → Сохранить как → "
    "CSV (разделители — запятые)».",
    b"\xd0\xcf\x11\xe0": "Это старая книга Excel, а нужен CSV. Откройте её в Excel и сохраните: «Файл → "
    "Сохранить как → CSV (разделители — запятые)».",
    b"%PDF": "Это PDF, а нужна таблица в формате CSV.",
}


@dataclass
class Table:
    """An open file: its header and its rows, read once."""

    header: list[str]
    rows: Iterator[list[str]]
    encoding: str
    delimiter: str


def open_table(file: IO[bytes], *, known: frozenset[str]) -> Table:
    """Recognise encoding and delimiter and read the header.

    `known` are the names of columns (as `column_key` gives them) by which the delimiter is recognised.
    Raises DomainError if this is no CSV file.
    """
    encoding = recognise_encoding(file)
    lines = _without_nul(io.TextIOWrapper(file, encoding=encoding, newline=""))
    first = next(lines, "")
    while first and not first.strip():
        first = next(lines, "")
    if not first:
        raise DomainError("Файл пуст. Проверьте, тот ли файл выбран.", field="file")
    delimiter = max(DELIMITERS, key=lambda sign: _score(first, sign, known))
    header = next(csv.reader([first], delimiter=delimiter))
    csv.field_size_limit(_LONGEST_CELL)
    return Table(header, _rows(lines, delimiter), encoding, delimiter)


def recognise_encoding(file: IO[bytes]) -> str:
    """UTF-8 (with a mark or without) if the whole file is strictly that, else cp1251. Leaves the file at its start."""
    start = file.read(4)
    for sign, advice in _NOT_CSV.items():
        if start.startswith(sign):
            raise DomainError(advice, field="file")
    for encoding in ("utf-8-sig", "cp1251"):
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


def _score(line: str, delimiter: str, known: frozenset[str]) -> int:
    return sum(column_key(name) in known for name in next(csv.reader([line], delimiter=delimiter)))


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        raise DomainError(
            "Таблица испорчена: где-то не закрыта кавычка. Откройте файл в Excel, найдите лишнюю кавычку и "
            "сохраните снова.",
            field="file",
        ) from None

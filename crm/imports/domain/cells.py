"""Cleaning one cell of a table that people made: each function takes the cell and returns text for the database.

A cell that is wrong raises CellError with a Russian sentence: what is wrong and how to mend it. No function is
called for an empty cell.
"""

import re

from files.spreadsheets import FORMULA_SIGNS, safe_cell
from tenants.errors import DomainError

__all__ = ["FORMULA_SIGNS", "CellError", "amount", "measure", "refuse_formula", "safe_cell", "text"]

_AMOUNT = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?")
_SPACES = re.compile(r"\s+")


class CellError(DomainError):
    """A cell of a file is wrong."""


def refuse_formula(cell: str) -> None:
    """Raise CellError if the cell is a spreadsheet's formula and not its value (manual, section 7)."""
    if cell.startswith(FORMULA_SIGNS):
        raise CellError(
            "Это формула, а не значение. Скопируйте столбец в Excel и вставьте его обратно через "
            "«Специальная вставка → Значения», затем сохраните файл ещё раз."
        )


def text(cell: str, *, limit: int) -> str:
    """Plain text: runs of spaces become one, tags are refused."""
    clean = " ".join(cell.split())
    if "<" in clean or ">" in clean:
        raise CellError("Знаки < и > здесь недопустимы: уберите их.")
    if len(clean) > limit:
        raise CellError(f"Слишком длинно: не больше {limit} знаков.")
    return clean


def amount(cell: str) -> str:
    """Roubles as people write them ("1 234,50", "-12.5", no-break spaces) → "1234.50" for a numeric column."""
    plain = _SPACES.sub("", cell).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    if not _AMOUNT.fullmatch(plain):
        raise CellError("Это не сумма. Напишите рубли и копейки цифрами, например 1234,50.")
    return plain


def measure(cell: str) -> str:
    """A positive number with at most two decimals, as an area in square metres."""
    plain = _SPACES.sub("", cell).replace(",", ".")
    if not _AMOUNT.fullmatch(plain) or float(plain) <= 0 or float(plain) >= 1_000_000:
        raise CellError("Это не площадь. Напишите квадратные метры цифрами, например 45,20.")
    return plain

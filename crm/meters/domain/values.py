"""Values of dials as people write them: «791,482», «791.482», «00791»."""

import re
from decimal import Decimal

from crm.imports.domain.cells import CellError

PLACES = 3
_VALUE = re.compile(rf"\d{{1,9}}(?:\.\d{{1,{PLACES}}})?")
_SPACES = re.compile(r"\s+")
_ENDS = re.compile(r"\.0+$|(?<=\.\d)0+$|(?<=\.\d\d)0$")


def plain_value(cell: str) -> str:
    """What somebody wrote as "791.482", for a numeric column. Raises CellError (a DomainError) if it is no reading."""
    plain = cell.replace(",", ".")
    if not _VALUE.fullmatch(plain) and not _VALUE.fullmatch(plain := _SPACES.sub("", plain)):
        raise CellError("Это не показание. Напишите цифры с прибора, например 791,482: после запятой не больше трёх.")
    return plain


def read_value(text: str) -> Decimal:
    """The same as a number. Raises DomainError."""
    return Decimal(plain_value(text))


def as_text(value: Decimal, *, decimal: str = ",") -> str:
    """«791,482», without zeros that say nothing: «791»."""
    return _ENDS.sub("", f"{value:.{PLACES}f}").replace(".", decimal)


def in_words(values: list[Decimal]) -> str:
    """«791,482», or «120 / 85» for several tariffs."""
    return " / ".join(as_text(value) for value in values)

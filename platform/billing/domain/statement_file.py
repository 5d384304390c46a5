"""A bank's statement as banks write it for 1С: text, first line «1CClientBankExchange», one «Ключ=Значение» a line.

Banks are loose about it: UTF-8 that calls itself Windows, sums with a comma or spaces, purposes broken into lines or
numbered parts, empty numbers, no last line. What can be read is read; what cannot is told with the line's number.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from tenants.errors import DomainError

FIRST_LINE = "1cclientbankexchange"
MOST_TOLD = 50  # faults of a file that are told one by one
_LONGEST_LINE = 64 * 2**10
_CHUNK = 64 * 2**10
_DOS = "Кодировка=DOS".encode("cp866")
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
_INN_IN_NAME = re.compile(r"^ИНН\s*(\d{10}|\d{12})\b[\s,]*", re.IGNORECASE)
_NO_STATEMENT = (
    "Это не выписка для 1С. Выгрузите её из клиент-банка в формате «1С» (обычно файл kl_to_1c.txt): "
    "первая строка в нём — 1CClientBankExchange."
)


@dataclass(frozen=True)
class Document:
    """One payment document of a statement; `amount` in roubles."""

    number: str
    dated: date
    amount: Decimal
    payer: str
    payer_inn: str
    payer_account: str
    payee_inn: str
    payee_account: str
    received_on: date | None
    written_off_on: date | None
    purpose: str


@dataclass
class StatementFile:
    """Reads a statement line by line, however long it is. Header and faults are whole once `documents` has ended.

    `__post_init__` raises DomainError if the file is none.
    """

    file: IO[bytes]
    accounts: list[str] = field(default_factory=list)
    first_day: date | None = None
    last_day: date | None = None
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._encoding = encoding_of(self.file)
        first = next((text for _, text in self._lines() if text), "")
        if first.casefold() != FIRST_LINE:
            raise DomainError(_NO_STATEMENT, field="file")

    def documents(self) -> Iterator[Document]:
        """The documents in the order of the file."""
        fields: dict[str, str] | None = None
        start, last_key, ended = 0, "", False
        for number, text in self._lines():
            key, has_value, value = (part.strip() for part in text.partition("="))
            key = key.casefold()
            if key == "конецфайла":
                ended = True
                break
            if key == "секциядокумент":
                if fields is not None:
                    self._tell(start, "документ без конца")
                fields, start, last_key = {"вид": value}, number, ""
            elif key == "конецдокумента":
                if fields is None:
                    self._tell(number, "конец документа без начала")
                elif document := self._document(fields, start):
                    yield document
                fields = None
            elif fields is None:
                self._note_header(key, value)
            elif has_value and _is_key(key):
                fields[key] = value
                last_key = key
            elif text:
                self._go_on(fields, last_key, text, number)
        if fields is not None:
            self._tell(start, "документ без конца")
        if not ended:
            self._tell(0, "в файле нет последней строки «КонецФайла»: возможно, он скачан не целиком")

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Numbers from one, and texts without spaces around."""
        self.file.seek(0)
        number = 0
        while raw := self.file.readline(_LONGEST_LINE):
            number += 1
            yield number, raw.decode(self._encoding, errors="replace").replace("\x00", "").strip(" \t\r\n\ufeff\xa0")

    def _note_header(self, key: str, value: str) -> None:
        if key == "расчсчет" and value and value not in self.accounts:
            self.accounts.append(value[:34])
        elif key == "датаначала":
            self.first_day = _earlier(self.first_day, _day(value))
        elif key == "датаконца":
            self.last_day = _later(self.last_day, _day(value))

    def _go_on(self, fields: dict[str, str], last_key: str, text: str, number: int) -> None:
        """A purpose that the bank has broken into lines goes on; anything else is a fault."""
        if last_key.startswith("назначениеплатежа") and last_key in fields:
            fields[last_key] += f" {text}"
        else:
            self._tell(number, "строка без «=»")

    def _document(self, fields: Mapping[str, str], start: int) -> Document | None:
        if fields["вид"].casefold() == "выписка":  # what it tells of is told by documents of its own
            return None
        dated, amount = _day(fields.get("дата", "")), read_amount(fields.get("сумма", ""))
        if dated is None or amount is None:
            self._tell(start, "в документе нет " + ("даты" if dated is None else "суммы"))
            return None
        name = fields.get("плательщик1") or fields.get("плательщик", "")
        inn_in_name = _INN_IN_NAME.match(fields.get("плательщик", ""))
        return Document(
            number=fields.get("номер", "")[:30],
            dated=dated,
            amount=amount,
            payer=_INN_IN_NAME.sub("", name)[:300],
            payer_inn=_inn(fields.get("плательщикинн", "")) or (inn_in_name.group(1) if inn_in_name else ""),
            payer_account=_account(fields, "плательщик"),
            payee_inn=_inn(fields.get("получательинн", "")),
            payee_account=_account(fields, "получатель"),
            received_on=_day(fields.get("датапоступило", "")),
            written_off_on=_day(fields.get("датасписано", "")),
            purpose=_purpose(fields)[:1000],
        )

    def _tell(self, number: int, words: str) -> None:
        if len(self.broken) < MOST_TOLD:
            self.broken.append(f"Строка {number}: {words}." if number else f"{words[0].upper()}{words[1:]}.")


def encoding_of(file: IO[bytes]) -> str:
    """UTF-8 if every byte of it is, else what the header says: DOS, or Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        file.seek(0)
        return "cp866" if _DOS in file.read(_CHUNK) else "cp1251"
    return "utf-8"


def read_amount(text: str) -> Decimal | None:
    """Roubles: «15000.50», «15 000,50», «15'000.50»; None for what is no positive sum."""
    plain = re.sub(r"[\s'’\xa0\u202f]", "", text)
    whole, sign, rest = plain.rpartition("." if plain.rfind(".") > plain.rfind(",") else ",")
    plain = f"{whole.replace(',', '').replace('.', '')}.{rest}" if sign else plain
    if not plain.isascii() or not _AMOUNT.fullmatch(plain):
        return None
    return Decimal(plain).quantize(Decimal("0.01")) or None


def _purpose(fields: Mapping[str, str]) -> str:
    parts = [fields[name] for n in range(1, 7) if fields.get(name := f"назначениеплатежа{n}")]
    return " ".join((fields.get("назначениеплатежа") or " ".join(parts)).split())


def _account(fields: Mapping[str, str], side: str) -> str:
    return (fields.get(f"{side}счет") or fields.get(f"{side}расчсчет") or "")[:34]


def _inn(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) in (10, 12) else ""


def _is_key(key: str) -> bool:
    """A word: a piece of a purpose that was broken before a «=» has spaces or signs."""
    return key.isalnum()


def _day(text: str) -> date | None:
    try:
        found = datetime.strptime(text[:10], "%d.%m.%Y").date()
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day), default=None)

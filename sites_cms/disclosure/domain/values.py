"""One value of a row: from what people type to what is kept, and back to words."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.formats import number_format

from sites_cms.disclosure.declarations import LISTS, Row, Type
from tenants import requisites
from tenants.errors import DomainError

LONGEST = {Type.STRING: 500, Type.TEXT: 4000}
YEARS = (1700, 2100)
_DATES = (1900, 2100)
_LARGEST = Decimal(10) ** 13
_MOST_COUNT = 1_000_000_000
_CADASTRAL = re.compile(r"\d{2}:\d{2}:\d{1,7}:\d{1,9}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_RUSSIAN = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_YES = {"true", "да", "имеется", "есть", "1", "+"}
_NO = {"false", "нет", "не имеется", "отсутствует", "0", "-"}


def clean(row: Row, text: str) -> str:
    """The value as it is kept; empty for nothing. Raises DomainError that names the row.

    Numbers lose their spaces and get a point, dates become ISO, a word of a list becomes its code.
    """
    try:
        return read(row, text)
    except DomainError as error:
        raise DomainError(f"Строка {row.number} «{row.title}»: {error}".replace("  ", " "), field=row.code) from None


def read(row: Row, text: str) -> str:
    """The same, whose error does not name the row: for where the row stands beside it anyway."""
    text = text.replace("\xa0", " ").strip()
    if not text:
        return ""
    try:
        return _CLEAN[row.type](row, text)
    except ValidationError as error:
        raise DomainError(str(error.message)) from None


def show(row: Row, value: str) -> str:
    """A kept value in words: «1 234,50», «24.11.2026», «Имеется». Files are shown by who asks, not here."""
    if not value:
        return ""
    if row.type in (Type.MONEY, Type.NUMBER, Type.INT):
        number = Decimal(value)
        places = 2 if row.type is Type.MONEY else max(0, -int(number.as_tuple().exponent))
        return number_format(number, places, force_grouping=True)
    if row.type is Type.DATE:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if row.type is Type.CHOICE:
        return LISTS[row.choices].get(value, value)
    if row.type is Type.YES_NO:
        return "Да" if value == "true" else "Нет"
    return value


def plain(row: Row, value: str) -> object:
    """A kept value for programs: number, true or false, text; None for nothing. Money stays text: it is exact."""
    if not value:
        return None
    if row.type in (Type.INT, Type.YEAR):
        return int(value)
    if row.type is Type.NUMBER:
        return float(value)
    if row.type is Type.YES_NO:
        return value == "true"
    if row.type is Type.CHOICE:
        return LISTS[row.choices].get(value, value)
    return value


def _text(row: Row, text: str) -> str:
    kept = text if row.type is Type.TEXT else " ".join(text.split())
    if "\x00" in kept:
        raise DomainError("в тексте есть недопустимый знак.")
    longest = LONGEST[row.type]
    if len(kept) > longest:
        raise DomainError(f"длиннее {longest} знаков, сократите.")
    return kept.replace("\r\n", "\n")


def _decimal(text: str, example: str) -> Decimal:
    bare = text.replace(" ", "").replace("\u202f", "").replace("−", "-").replace(",", ".")
    if not re.fullmatch(r"-?\d{1,20}(\.\d{0,20})?", bare, re.ASCII):
        raise DomainError(f"«{text[:40]}» — не число. Напишите, например, {example}.")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise DomainError(f"«{text[:40]}» — не число. Напишите, например, {example}.") from None
    if abs(number) >= _LARGEST:
        raise DomainError("число слишком большое, проверьте его.")
    return number


def _whole(row: Row, text: str) -> str:
    number = _decimal(text, "12")
    if number != int(number):
        raise DomainError(f"«{text[:40]}» — не целое число.")
    if not 0 <= number < _MOST_COUNT:
        raise DomainError("число должно быть от нуля и не слишком большим.")
    return str(int(number))


def _money(row: Row, text: str) -> str:
    number = _decimal(text, "1234,50")
    if number != round(number, 2):
        raise DomainError("в сумме не больше двух знаков после запятой: рубли и копейки.")
    if number < 0 and not row.signed:
        raise DomainError("сумма не бывает меньше нуля.")
    return str(number.quantize(Decimal("0.01")) + 0)  # minus zero is zero


def _number(row: Row, text: str) -> str:
    number = _decimal(text, "1234,5")
    if number != round(number, row.places):
        raise DomainError(f"не больше {row.places} знаков после запятой.")
    if number < 0:
        raise DomainError("число не бывает меньше нуля.")
    if row.unit == "%" and number > 100:
        raise DomainError("доля — от 0 до 100 процентов.")
    return f"{number.normalize() + 0:f}"


def _year(row: Row, text: str) -> str:
    if not re.fullmatch(r"\d{4}", text, re.ASCII) or not YEARS[0] <= int(text) <= YEARS[1]:
        raise DomainError(f"год пишут четырьмя цифрами, от {YEARS[0]} до {YEARS[1]}.")
    return text


def _date(row: Row, text: str) -> str:
    iso, russian = _ISO.fullmatch(text), _RUSSIAN.fullmatch(text)
    parts = list(iso.groups()) if iso else list(reversed(russian.groups())) if russian else []
    try:
        day = date(*map(int, parts)) if parts else None
    except ValueError:
        day = None
    if day is None:
        raise DomainError(f"«{text[:40]}» — не дата. Напишите, например, 24.11.2026.")
    if not _DATES[0] <= day.year <= _DATES[1]:
        raise DomainError(f"год даты — от {_DATES[0]} до {_DATES[1]}.")
    return day.isoformat()


def _yes_no(row: Row, text: str) -> str:
    word = text.lower()
    if word in _YES:
        return "true"
    if word in _NO:
        return "false"
    raise DomainError("напишите «да» или «нет».")


def _choice(row: Row, text: str) -> str:
    labels = LISTS[row.choices]
    if text in labels:
        return text
    wanted = " ".join(text.lower().replace("ё", "е").split())
    for code, label in labels.items():
        if label.lower().replace("ё", "е") == wanted:
            return code
    words = "; ".join(labels.values())
    raise DomainError(
        f"«{text[:60]}» нет в списке." + (f" Можно: {words}." if len(words) < 300 else " Возьмите слово из списка.")
    )


def _digits(check: Callable[[str], None]) -> Callable[[Row, str], str]:
    def cleaned(row: Row, text: str) -> str:
        number = requisites.digits_only(text)
        check(number)
        return number

    return cleaned


def _email(row: Row, text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise DomainError("это не почта. Напишите адрес так: uk@example.ru.") from None
    return text.lower()


def _url(row: Row, text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise DomainError("это не адрес сайта. Напишите его так: https://uk.example.") from None
    return address


def _cadastral(row: Row, text: str) -> str:
    number = "".join(text.split())
    if not _CADASTRAL.fullmatch(number):
        raise DomainError("в кадастровом номере четыре числа через двоеточие, например 59:01:4410001:123.")
    return number


def _files(row: Row, text: str) -> str:
    if not re.fullmatch(r"\d+(,\d+)*", text, re.ASCII):
        raise DomainError("файлы прикладывают на экране формы.")
    return text


_CLEAN: dict[Type, Callable[[Row, str], str]] = {
    Type.DATE: _date,
    Type.YEAR: _year,
    Type.INT: _whole,
    Type.MONEY: _money,
    Type.NUMBER: _number,
    Type.STRING: _text,
    Type.TEXT: _text,
    Type.YES_NO: _yes_no,
    Type.CHOICE: _choice,
    Type.FILES: _files,
    Type.INN: _digits(requisites.validate_inn),
    Type.OGRN: _digits(requisites.validate_ogrn),
    Type.EMAIL: _email,
    Type.URL: _url,
    Type.CADASTRAL: _cadastral,
}

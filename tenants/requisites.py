"""Requisites of a Russian organisation: control digits, with messages that say what is wrong.

Sources: ИНН, ОГРН and ОГРНИП by python-stdnum; account keys by the rule of the Bank of Russia
(weights 7, 1, 3 over the last three digits of the БИК, or "0" and its fifth and sixth for accounts that are opened
in the Bank of Russia itself, and the 20 digits of the account).
"""

import re
from itertools import cycle

from django.core.exceptions import ValidationError
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

_ACCOUNT = re.compile(r"\d{5}[\dABCEHKMPTX]\d{14}")
_LETTERS = {"A": 0, "B": 1, "C": 2, "E": 3, "H": 4, "K": 5, "M": 6, "P": 7, "T": 8, "X": 9}
_BANK_OF_RUSSIA = ("30101", "40102", "03100")


def digits_only(value: str) -> str:
    """The value without the spaces and hyphens that people paste along."""
    return re.sub(r"[\s\u00a0\u2009-]", "", value)


def validate_inn(value: str) -> None:
    """ИНН of an organisation (10 digits) or an entrepreneur (12 digits)."""
    _validate("ИНН", value, stdnum_inn, "10 цифр у организации, 12 у предпринимателя")


def validate_organisation_inn(value: str) -> None:
    """ИНН of an organisation only: a УК, ТСЖ or ЖСК is never an entrepreneur."""
    validate_inn(value)
    if len(value) != 10:
        raise ValidationError("ИНН организации состоит из 10 цифр, а у вас 12: это ИНН человека.", code="length")


def validate_entrepreneur_inn(value: str) -> None:
    """ИНН of an entrepreneur only: that of the person."""
    validate_inn(value)
    if len(value) != 12:
        raise ValidationError("ИНН предпринимателя состоит из 12 цифр, а у вас 10: это ИНН организации.", code="length")


def validate_ogrn(value: str) -> None:
    """ОГРН (13 digits) or ОГРНИП (15 digits)."""
    _validate("ОГРН", value, stdnum_ogrn, "13 цифр у организации, 15 у предпринимателя")


def validate_organisation_ogrn(value: str) -> None:
    """ОГРН of an organisation only."""
    validate_ogrn(value)
    if len(value) != 13:
        raise ValidationError("В ОГРН организации 13 цифр, а у вас 15: это ОГРНИП предпринимателя.", code="length")


def validate_entrepreneur_ogrn(value: str) -> None:
    """ОГРНИП of an entrepreneur only."""
    validate_ogrn(value)
    if len(value) != 15:
        raise ValidationError("В ОГРНИП предпринимателя 15 цифр, а у вас 13: это ОГРН организации.", code="length")


def _validate(name: str, value: str, module: object, lengths: str) -> None:
    if not value.isascii() or not value.isdigit():
        raise ValidationError(f"В {name} могут быть только цифры.", code="format")
    try:
        module.validate(value)  # type: ignore[attr-defined]  # stdnum's modules share this function
    except InvalidLength:
        raise ValidationError(
            f"В {name} {len(value)} {_digits_word(len(value))}, а должно быть {lengths}.", code="length"
        ) from None
    except (InvalidChecksum, InvalidComponent, InvalidFormat):
        raise ValidationError(
            f"Контрольная цифра {name} не сходится: проверьте, нет ли опечатки.", code="checksum"
        ) from None


def _digits_word(count: int) -> str:
    if 11 <= count % 100 <= 14:
        return "цифр"
    return {1: "цифра", 2: "цифры", 3: "цифры", 4: "цифры"}.get(count % 10, "цифр")


def validate_kpp(value: str) -> None:
    """КПП: 4 digits of the tax office, 2 signs of the reason, 3 digits of the serial; it has no control digit."""
    if not re.fullmatch(r"\d{4}[\dA-Z]{2}\d{3}", value):
        raise ValidationError("КПП состоит из 9 знаков, например 590401001.", code="format")


def validate_bik(value: str) -> None:
    """БИК: 9 digits; it has no control digit."""
    if not re.fullmatch(r"\d{9}", value):
        raise ValidationError("БИК состоит из 9 цифр, например 044525225.", code="format")


def validate_account_number(value: str) -> None:
    """The shape of a bank account: 20 digits, a letter is possible in the sixth place."""
    if not _ACCOUNT.fullmatch(value):
        raise ValidationError(f"В номере счёта должно быть 20 цифр, а у вас {len(value)}.", code="format")


def validate_account_key(account: str, *, bik: str) -> None:
    """The control key of a bank account together with the БИК of its bank; shapes must be valid already."""
    account_digits = [_LETTERS[sign] if sign in _LETTERS else int(sign) for sign in account]
    of_bank_of_russia = account.startswith(_BANK_OF_RUSSIA) or bik[6:] in {"000", "001", "002"}
    prefix = f"0{bik[4:6]}" if of_bank_of_russia else bik[6:]
    digits = [int(sign) for sign in prefix] + account_digits
    total = sum(digit * weight % 10 for digit, weight in zip(digits, cycle((7, 1, 3)), strict=False))
    if total % 10:
        raise ValidationError(
            "Счёт не подходит к этому БИК: контрольный ключ не сходится. Проверьте оба поля.", code="key"
        )

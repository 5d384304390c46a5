"""Requisites of a Russian organisation: control digits, with messages that say what is wrong.

Sources: ИНН, ОГРН and ОГРНИП by python-stdnum; account keys by the rule of the Bank of Russia
(weights 7, 1, 3 over the last three digits of the БИК, or "0" and its fifth and sixth for accounts that are opened
in the Bank of Russia itself, and the 20 digits of the account).
"""

import re
from collections.abc import Callable
from itertools import cycle

from django.core.exceptions import ValidationError
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from tenants.russian import decline

_LETTERS = {"A": 0, "B": 1, "C": 2, "E": 3, "H": 4, "K": 5, "M": 6, "P": 7, "T": 8, "X": 9}
_BANK_OF_RUSSIA = ("30101", "40102", "03100")


_LIKE_DIGITS = {
    "O": "нуля", "o": "нуля", "О": "нуля", "о": "нуля", "З": "тройки", "з": "тройки", "l": "единицы", "I": "единицы",
    "б": "шестёрки", "Б": "шестёрки",
}  # fmt: skip
_RUSSIAN = ("00", "01", "02", "03", "04")  # what a БИК of a bank or of the treasury begins with
_OF_BANKS = "301"  # what a correspondent account begins with
_FREE_OF_KEYS = ("000", "001", "002")  # БИК of the Bank of Russia itself end so


def digits_only(value: str) -> str:
    """The value without the spaces, hyphens and dashes that people paste along."""
    return re.sub(r"[\s\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff-]", "", value)


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
    _refuse_signs(name, value, allowed=lambda place, sign: False)
    try:
        module.validate(value)  # type: ignore[attr-defined]  # stdnum's modules share this function
    except InvalidLength:
        digits = decline(len(value), "цифра", "цифры", "цифр")
        raise ValidationError(f"В {name} {len(value)} {digits}, а должно быть {lengths}.", code="length") from None
    except (InvalidChecksum, InvalidComponent, InvalidFormat):
        raise ValidationError(
            f"Контрольная цифра {name} не сходится: проверьте, нет ли опечатки.", code="checksum"
        ) from None


def _refuse_signs(name: str, value: str, *, allowed: Callable[[int, str], bool]) -> None:
    """Raise ValidationError at the first sign that is no digit and is not `allowed(place, sign)`; places from one."""
    for place, sign in enumerate(value, start=1):
        if (sign.isascii() and sign.isdigit()) or allowed(place, sign):
            continue
        what = f"буква «{sign}»" if sign.isalpha() else f"знак «{sign}»"
        instead = f" вместо {_LIKE_DIGITS[sign]}" if sign in _LIKE_DIGITS else ""
        raise ValidationError(f"В {name} могут быть только цифры, а на {place}-м месте {what}{instead}.", code="format")


def _refuse_length(name: str, value: str, *, right: int, unit: str, example: str = "") -> None:
    if len(value) != right:
        like = f", например {example}" if example else ""
        raise ValidationError(f"В {name} должно быть {right} {unit}{like}, а у вас {len(value)}.", code="length")


def validate_kpp(value: str) -> None:
    """КПП: 4 digits of the tax office, 2 signs of the reason, 3 digits of the serial; it has no control digit."""
    _refuse_signs("КПП", value, allowed=lambda place, sign: place in (5, 6) and "A" <= sign <= "Z")
    _refuse_length("КПП", value, right=9, unit="знаков", example="590401001")


def validate_bik(value: str) -> None:
    """БИК: 9 digits; it has no control digit."""
    _refuse_signs("БИК", value, allowed=lambda place, sign: False)
    _refuse_length("БИК", value, right=9, unit="цифр", example="044525225")


def validate_account_number(value: str) -> None:
    """The shape of a bank account: 20 digits, a letter is possible in the sixth place."""
    _refuse_signs("номере счёта", value, allowed=lambda place, sign: place == 6 and sign in _LETTERS)
    _refuse_length("номере счёта", value, right=20, unit="цифр")


def is_ordinary_bank(bik: str) -> bool:
    """False for foreign banks, the treasury and the Bank of Russia, whose accounts may have keys of other rules."""
    return bik.startswith("04") and bik[6:] not in _FREE_OF_KEYS


def doubts(*, inn: str, kpp: str, bik: str, settlement_account: str, correspondent_account: str) -> list[str]:
    """What is possible but seldom right, in words for the person; shapes must be valid already.

    Nothing of it is refused: companies that have moved keep their ИНН, large taxpayers have a КПП of another office,
    and what a special bank does is not ours to know.
    """
    found = []
    if inn and kpp and inn[:4] != kpp[:4]:
        found.append(
            f"ИНН начинается с {inn[:4]}, а КПП с {kpp[:4]}: обычно это одна и та же налоговая. "
            "Если компания переезжала, всё в порядке."
        )
    if bik and not bik.startswith(_RUSSIAN):
        found.append(f"БИК банков России начинается с 04, казначейства — с 00–03, а у вас с {bik[:2]}: сверьте его.")
    if settlement_account.startswith(_OF_BANKS):
        found.append("Расчётный счёт начинается с 301: так начинаются корреспондентские. Не перепутаны ли поля?")
    if bik.startswith("04") and correspondent_account and not correspondent_account.startswith(_OF_BANKS):
        found.append(
            f"Корреспондентский счёт банка начинается с 301, а у вас с {correspondent_account[:3]}. "
            "Не вписан ли сюда расчётный?"
        )
    if bik and not is_ordinary_bank(bik):
        for name, account in (("Расчётный", settlement_account), ("Корреспондентский", correspondent_account)):
            if account and not fits_bank(account, bik=bik):
                found.append(
                    f"{name} счёт не сходится с БИК {bik} по обычному правилу. У банка особый БИК, поэтому мы не "
                    "отказываем: сверьте счёт с карточкой банка."
                )
    if bik and correspondent_account.startswith("30101") and correspondent_account[-3:] != bik[-3:]:
        found.append(
            f"Корреспондентский счёт обычно кончается теми же цифрами, что и БИК ({bik[-3:]}), "
            f"а у вас {correspondent_account[-3:]}."
        )
    return found


def fits_bank(account: str, *, bik: str) -> bool:
    """True if the control key of the account sums up with the БИК; shapes must be valid already."""
    account_digits = [_LETTERS[sign] if sign in _LETTERS else int(sign) for sign in account]
    of_bank_of_russia = account.startswith(_BANK_OF_RUSSIA) or bik[6:] in _FREE_OF_KEYS
    prefix = f"0{bik[4:6]}" if of_bank_of_russia else bik[6:]
    digits = [int(sign) for sign in prefix] + account_digits
    return sum(digit * weight % 10 for digit, weight in zip(digits, cycle((7, 1, 3)), strict=False)) % 10 == 0


def validate_account_key(account: str, *, bik: str) -> None:
    """The control key of a bank account together with the БИК of its bank; shapes must be valid already."""
    if not fits_bank(account, bik=bik):
        raise ValidationError(
            "Счёт не подходит к этому БИК: контрольный ключ не сходится. Проверьте оба поля.", code="key"
        )

"""Whose a mobile number is, for prices.

Ranges from `phonenumbers`; where they are silent, who has most of the code (Минцифры, ресурс нумерации DEF). A number
that was carried over to another operator (ст. 46 126-ФЗ) still counts as of the first: the daily reconciliation shows
what the provider really took.
"""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from sms.enums import Operator

_BY_NAME = {
    "mts": Operator.MTS, "мтс": Operator.MTS, "megafon": Operator.MEGAFON, "мегафон": Operator.MEGAFON,
    "beeline": Operator.BEELINE, "билайн": Operator.BEELINE, "tele2": Operator.T2, "t2": Operator.T2,
    "yota": Operator.YOTA, "скартел": Operator.YOTA,
}  # fmt: skip
_BY_CODE: dict[Operator, tuple[range, ...]] = {
    Operator.MTS: (range(910, 920), range(978, 979), range(980, 990)),
    Operator.MEGAFON: (range(920, 934), range(937, 939), range(997, 998)),
    Operator.BEELINE: (range(903, 904), range(905, 907), range(909, 910), range(960, 969)),
    Operator.T2: (
        range(900, 903), range(904, 905), range(908, 909), range(950, 954), range(977, 978), range(991, 997),
    ),
    Operator.YOTA: (range(999, 1000),),
}  # fmt: skip


@lru_cache(maxsize=10_000)
def operator_of(phone: str) -> Operator:
    """The operator of an E.164 number, UNKNOWN where nothing is known of its range."""
    from phonenumbers import carrier  # noqa: PLC0415  slow import: ranges of the whole world

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return Operator.UNKNOWN
    name = carrier.name_for_valid_number(number, "ru").lower()
    if name:
        return next((operator for part, operator in _BY_NAME.items() if part in name), Operator.OTHER)
    code = int(str(number.national_number)[:3]) if number.country_code == 7 else 0
    return next(
        (operator for operator, codes in _BY_CODE.items() if any(code in some for some in codes)), Operator.UNKNOWN
    )


def is_mobile(phone: str) -> bool:
    """True for a Russian number to which an SMS can go."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return number.country_code == 7 and phonenumbers.number_type(number) in kinds


def masked(phone: str) -> str:
    """A number for those who need not know it: "+7 908 ***-**-18"."""
    return f"{phone[:2]} {phone[2:5]} ***-**-{phone[-2:]}" if phone.startswith("+7") and len(phone) == 12 else "стёрт"

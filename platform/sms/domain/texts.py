"""How many segments a text takes: 3GPP TS 23.038 (alphabets) and 23.040 (long messages).

A provider charges by segments. A text in the GSM alphabet has 160 septets in one segment and 153 in each of several
(the header that joins them takes the rest); any other text goes as UCS-2: 70 and 67 units of UTF-16. What counts two,
an extended sign or a surrogate pair, is never split over two segments.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sms.enums import Encoding
from tenants.russian import decline

GSM_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
MOST_SEGMENTS = 8  # what providers carry: longer ones are refused (SMS.ru, code 205)
_LIMITS = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


@dataclass(frozen=True)
class Measured:
    """What a text comes to.

    `units` are septets or UTF-16 units, `room` how many more fit before the next segment, `surplus` how many
    characters to cut off the end to save a segment (0 for one segment).
    """

    encoding: Encoding
    segments: int
    units: int
    room: int
    surplus: int


def encoding_of(text: str) -> Encoding:
    """GSM-7 if every sign is in its tables, else UCS-2."""
    return Encoding.UCS2 if signs_beyond_gsm(text) else Encoding.GSM7


def signs_beyond_gsm(text: str) -> list[str]:
    """Signs that force UCS-2, each once, in the order of the text."""
    return [sign for sign in dict.fromkeys(text) if sign not in GSM_ALPHABET and sign not in GSM_EXTENSION]


def measure(text: str) -> Measured:
    """Encoding, segments and what to cut. An empty text is one empty segment."""
    encoding = encoding_of(text)
    single, joined = _LIMITS[encoding]
    sizes = [_size(sign, encoding) for sign in text]
    units = sum(sizes)
    if units <= single:
        return Measured(encoding, 1, units, single - units, 0)
    packed = _pack(sizes, joined)
    surplus = packed[-1].signs if len(packed) > 2 else _signs_over(sizes, single)
    return Measured(encoding, len(packed), units, joined - packed[-1].units, surplus)


def with_refusal(text: str, url: str) -> str:
    """The text with where one refuses further ones; a text in Latin letters stays in its cheaper alphabet."""
    word = "Otkaz" if encoding_of(text) == Encoding.GSM7 else "Отказ"
    return f"{text} {word}: {url}"


def advice(text: str) -> str:
    """A sentence about saving a segment, for whoever types; "" when there is nothing to save."""
    measured = measure(text)
    beyond = signs_beyond_gsm(text)
    if beyond and not any("а" <= sign.lower() <= "ё" for sign in beyond):
        plain = measure("".join(sign for sign in text if sign not in beyond))
        if plain.segments < measured.segments:
            shown = " ".join(f"«{sign}»" for sign in beyond[:5])
            return f"Из-за знаков {shown} в одну СМС входит 70 знаков вместо 160: замените их простыми."
    if not measured.surplus:
        return ""
    signs = f"{measured.surplus} {decline(measured.surplus, 'знак', 'знака', 'знаков')}"
    return f"Сократите на {signs}: будет {measured.segments - 1} СМС вместо {measured.segments}."


@dataclass
class _Segment:
    signs: int = 0
    units: int = 0


def _pack(sizes: Iterable[int], limit: int) -> list[_Segment]:
    """Fill segments in order; what does not fit whole opens the next."""
    packed = [_Segment()]
    for size in sizes:
        if packed[-1].units + size > limit:
            packed.append(_Segment())
        packed[-1].signs += 1
        packed[-1].units += size
    return packed


def _signs_over(sizes: list[int], limit: int) -> int:
    left, cut = sum(sizes), 0
    while left > limit:
        cut += 1
        left -= sizes[-cut]
    return cut


def _size(sign: str, encoding: Encoding) -> int:
    if encoding == Encoding.GSM7:
        return 2 if sign in GSM_EXTENSION else 1
    return 2 if ord(sign) > 0xFFFF else 1

"""How a text goes over SMPP: octets of GSM-7 or UCS-2, cut into the parts that `sms.domain.texts` counts.

The header that joins parts has an 8-bit reference: with a 16-bit one a part has 152 signs instead of 153 (66 instead of
67), and a company would see fewer parts than services charge for. 3GPP TS 23.038 and 23.040, by memory.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sms.gateways.base import Fate, Report

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
CODING_GSM, CODING_UCS2 = 0, 8
_ESCAPE = 0x1B
_ONE, _JOINED = {CODING_GSM: 160, CODING_UCS2: 140}, {CODING_GSM: 153, CODING_UCS2: 134}  # octets
_RECEIPT_ID = re.compile(r"\bid:(\S+)", re.IGNORECASE)
_RECEIPT_STAT = re.compile(r"\bstat:([A-Z]+)", re.IGNORECASE)
_DECIMAL, _HEXADECIMAL = re.compile(r"[0-9]{1,20}"), re.compile(r"[0-9a-fA-F]{1,16}")  # up to 64 bits
_MOBILE = re.compile(r"\+?[78]([0-9]{10})")
_STATES = {
    "DELIVRD": 2, "EXPIRED": 3, "DELETED": 4, "UNDELIV": 5, "ACCEPTD": 6, "UNKNOWN": 7, "REJECTD": 8, "ENROUTE": 1,
}  # fmt: skip
_LOST = {3: "просрочено", 4: "удалено оператором", 5: "доставить нельзя", 8: "отклонено"}


@dataclass(frozen=True)
class Parts:
    """A text as octets: one payload for each part, with the header in it where there are several."""

    coding: int
    payloads: tuple[bytes, ...]

    @property
    def has_header(self) -> bool:
        """The parts are to be joined by the phone."""
        return len(self.payloads) > 1


def parts_of(text: str, reference: int) -> Parts:
    """Cut a text; `reference` tells the phone which parts belong together (its lowest octet is used)."""
    signs = [_as_gsm(sign) for sign in text]
    coding = CODING_UCS2 if None in signs else CODING_GSM
    octets = [sign.encode("utf-16-be") for sign in text] if coding else [sign for sign in signs if sign]
    if sum(map(len, octets)) <= _ONE[coding]:
        return Parts(coding, (b"".join(octets),))
    packed = _pack(octets, _JOINED[coding])
    head = bytes((5, 0, 3, reference % 256, len(packed)))
    return Parts(coding, tuple(head + bytes((number,)) + one for number, one in enumerate(packed, 1)))


def fate_of(state: int) -> tuple[Fate, str]:
    """What a `message_state` means, and the words for a failure."""
    if state == _STATES["DELIVRD"]:
        return Fate.DELIVERED, ""
    return (Fate.UNDELIVERED, _LOST[state]) if state in _LOST else (Fate.ON_ITS_WAY, "")


def read_receipt(text: bytes, their_id: bytes | None, state: int | None, source: bytes | None = b"") -> Report | None:
    """A receipt: by its TLVs where the service sends them, else by the text «id:… stat:DELIVRD». It comes from the
    number that the message went to; a `source` that is none is left out."""
    said = text.decode("latin-1")
    found, stat = _RECEIPT_ID.search(said), _RECEIPT_STAT.search(said)
    number = their_id.decode("latin-1").rstrip("\0") if their_id else found.group(1) if found else ""
    if not state and stat:
        state = _STATES.get(stat.group(1).upper())
    if not number or not state:
        return None
    fate, words = fate_of(state)
    return Report(number, fate, phone=_phone((source or b"").decode("latin-1")), words=words)


def spellings(number: str) -> set[str]:
    """How else a service may write a message's number: many answer in hexadecimal digits and report in decimal ones
    (some the other way round), in capitals or not, with zeros in front or without. Empty for what is no number."""
    values = {int(number)} if _DECIMAL.fullmatch(number) else set()
    if _HEXADECIMAL.fullmatch(number):
        values.add(int(number, 16))
    found = {f"{value:{shape}}" for value in values for shape in ("d", "010d", "x", "08x", "016x")}
    return (found | {one.upper() for one in found}) - {number}


def _phone(source: str) -> str:
    found = _MOBILE.fullmatch(source.strip("\0"))
    return f"+7{found.group(1)}" if found else ""


def _as_gsm(sign: str) -> bytes | None:
    if sign in EXTENSION:
        return bytes((_ESCAPE, EXTENSION[sign]))
    place = GSM.find(sign)
    return bytes((place,)) if place >= 0 and place != _ESCAPE else None


def _pack(octets: Iterable[bytes], limit: int) -> list[bytes]:
    """Fill parts in order; a sign of two septets or two UTF-16 units is never split."""
    packed = [b""]
    for sign in octets:
        if len(packed[-1]) + len(sign) > limit:
            packed.append(b"")
        packed[-1] += sign
    return packed

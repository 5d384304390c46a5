"""The payment QR by ГОСТ Р 56042-2014: what banks' applications read from paper."""

import io
from collections.abc import Mapping

import segno

_SEPARATORS = "|#;:^_~{}!$%&()*+,/@"
_MANDATORY = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc")
_LONGEST = {"Name": 160, "BankName": 45, "Purpose": 160}
_MANDATORY_BYTES = 300  # more than that an application need not read
_ENCODINGS = {"1": "windows-1251", "2": "utf-8"}


def payment_text(fields: Mapping[str, str]) -> str:
    """The text of the QR; mandatory fields stand first, empty ones are left out, a sum is in kopecks.

    UTF-8, unless the names are so long that the mandatory block only fits in Windows-1251.
    """
    whole = {name: " ".join(value.split())[: _LONGEST.get(name)] for name, value in fields.items()}
    whole = {name: whole[name] for name in (*_MANDATORY, *whole) if whole.get(name)}
    everything = "".join(whole.values())
    separator = next(sign for sign in _SEPARATORS if sign not in everything)
    mandatory = separator.join(f"{name}={whole[name]}" for name in _MANDATORY if name in whole)
    digit = "1" if len(mandatory.encode()) > _MANDATORY_BYTES and _fits_windows(everything) else "2"
    return f"ST0001{digit}{separator}" + separator.join(f"{name}={value}" for name, value in whole.items())


def as_svg(text: str) -> str:
    """The QR as SVG, of medium correction."""
    svg = io.BytesIO()
    code = segno.make(text, error="m", encoding=_ENCODINGS[text[6]], mode="byte")
    code.save(svg, kind="svg", border=0, scale=4)
    return svg.getvalue().decode()


def _fits_windows(text: str) -> bool:
    try:
        text.encode("windows-1251")
    except UnicodeEncodeError:
        return False
    return True

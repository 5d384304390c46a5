"""Contrast by WCAG 2.2, and colours derived from an accent so that every text on the site passes AA.

Colours are "#rrggbb". Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
"""

import re
from dataclasses import dataclass

from tenants.errors import DomainError

AA = 4.5  # normal text, success criterion 1.4.3
WHITE, BLACK = "#ffffff", "#000000"
# Grounds of a theme that names none: the darkest light one on which links stand, the lightest dark one.
GROUND, NIGHT = "#eef2f5", "#17212b"
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


@dataclass(frozen=True)
class Palette:
    """What a theme needs of an accent: the ground, the text on it, and the same hue as a text.

    `text` is dark enough for light grounds, `light` is light enough for dark ones.
    """

    accent: str
    on_accent: str
    text: str
    light: str


def parse_colour(text: str) -> str:
    """A colour as people write it ("1A5", "#1f4e8c") as "#rrggbb". Raises DomainError if it is none."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        raise DomainError("Цвет пишется так: #1f4e8c — решётка и шесть знаков.", field="accent")
    digits = found[1].lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def palette(accent: str, *, ground: str = GROUND, night: str = NIGHT) -> Palette:
    """The colours of a site with this accent, in a theme with these grounds.

    White or black, whichever is easier to read, always reaches 4.58 on any ground; the accent as a text is mixed
    with black until it reaches AA on `ground`, and with white until it does on `night`.
    """
    on_accent = max(WHITE, BLACK, key=lambda ink: contrast(ink, accent))
    return Palette(accent, on_accent, text=_readable(accent, BLACK, ground), light=_readable(accent, WHITE, night))


def _readable(colour: str, towards: str, ground: str) -> str:
    for percent in range(0, 100, 2):
        mixed = _mixed(colour, towards, percent)
        if contrast(mixed, ground) >= AA:
            return mixed
    return towards


def _mixed(colour: str, other: str, percent: int) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{(one * (100 - percent) + two * percent) // 100:02x}" for one, two in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)

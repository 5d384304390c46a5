"""Contrast by WCAG 2.2, and colours derived from an accent so that every text on the site passes AA.

Colours are "#rrggbb". Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
"""

import re
from dataclasses import dataclass

from tenants.errors import DomainError

AA = 4.5  # normal text, success criterion 1.4.3
WHITE, BLACK = "#ffffff", "#000000"
# The darkest of the light grounds on which links stand (the theme's `--tint`); white grounds are easier.
GROUND = "#eef2f5"
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


@dataclass(frozen=True)
class Palette:
    """What a theme needs of an accent: the ground, the text on it, and the same hue dark enough for text."""

    accent: str
    on_accent: str
    text: str


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


def palette(accent: str) -> Palette:
    """The colours of a site with this accent.

    White or black, whichever is easier to read, always reaches 4.58 on any ground; the accent as a text is
    darkened until it reaches AA on the light grounds.
    """
    on_accent = max(WHITE, BLACK, key=lambda ink: contrast(ink, accent))
    return Palette(accent=accent, on_accent=on_accent, text=_darkened(accent))


def _darkened(colour: str) -> str:
    for percent in range(100, -1, -2):
        darker = "#" + "".join(f"{channel * percent // 100:02x}" for channel in _channels(colour))
        if contrast(darker, GROUND) >= AA:
            return darker
    return BLACK


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)

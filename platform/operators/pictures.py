"""Pictures of the summary as numbers: where bars stand. The template draws them as SVG, with a table below each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDE, HIGH = 640, 180
VIEW_BOX = f"-8 -12 {WIDE + 16} {HIGH + 40}"  # with room for words under the bars
LABEL_Y = HIGH + 22
_SHARE = 0.76  # of a month's width; the rest is air


@dataclass(frozen=True)
class Bar:
    """A bar of one of the series: `tone` is its class, `words` what it says on being pointed at."""

    tone: str
    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True)
class Picture:
    """Bars over months; `axis` is where zero is."""

    title: str
    note: str
    bars: list[Bar]
    labels: list[tuple[float, date]]
    axis: float


@dataclass(frozen=True)
class Series:
    """One figure over the months; a negative one hangs below the axis. `unit` follows the number («₽»)."""

    tone: str
    label: str
    values: Sequence[Decimal | int]
    unit: str = ""


def picture(title: str, note: str, months: Sequence[date], series: Sequence[Series]) -> Picture:
    """The series side by side in each month, in a picture of WIDE × HIGH."""
    everything = [value for one in series for value in one.values]
    top, bottom = max([*everything, 0]), min([*everything, 0])
    scale = HIGH / float(top - bottom or 1)
    axis, step = float(top) * scale, WIDE / max(len(months), 1)
    width = step * _SHARE / max(len(series), 1)
    bars = [
        Bar(
            tone=one.tone,
            x=round(step * (place + (1 - _SHARE) / 2) + width * number, 1),
            y=round(axis - max(float(value), 0) * scale, 1),
            width=round(width, 1),
            height=round(abs(float(value)) * scale, 1),
            words=f"{months[place]:%m.%Y}, {one.label}: {_number(value)}{one.unit}",
        )
        for number, one in enumerate(series)
        for place, value in enumerate(one.values)
        if value
    ]
    labels = [(round(step * (place + 0.5), 1), month) for place, month in enumerate(months)]
    return Picture(title, note, bars, labels, round(axis, 1))


def _number(value: Decimal | int) -> str:
    return f"{value:,.0f}".replace(",", "\u00a0")

"""Pictures of «Анализ» as numbers: where bars stand. The template draws them as SVG, with a table behind each."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.dispatch.domain.analysis import Day, Line

WIDE, HIGH = 600, 160
VIEW_BOX = f"-24 0 {WIDE + 48} 200"  # with room for words under the bars at both ends
_FEW = 12  # days for which there is room at least: the bars of two are no walls
_MOST_LABELS = 10


@dataclass(frozen=True)
class Column:
    """A day of the picture: the whole bar, and the part of it that is done."""

    day: Day
    x: float
    width: float
    y: float
    height: float
    done_y: float
    done_height: float
    middle: float
    labelled: bool


@dataclass(frozen=True)
class Bar:
    """A line of a table with the length of its bar, in percent of the longest."""

    line: Line
    length: float
    late: float


def columns(days: Sequence[Day]) -> list[Column]:
    """The days side by side in a picture of WIDE × HIGH."""
    if not days:
        return []
    step = WIDE / max(len(days), _FEW)
    most = max(day.count for day in days) or 1
    each = -(-len(days) // _MOST_LABELS)
    return [
        Column(
            day=day, x=round(step * place, 1), width=round(step * 0.7, 1),
            y=round(HIGH - HIGH * day.count / most, 1), height=round(HIGH * day.count / most, 1),
            done_y=round(HIGH - HIGH * day.done / most, 1), done_height=round(HIGH * day.done / most, 1),
            middle=round(step * place + step * 0.35, 1), labelled=place % each == 0,
        )
        for place, day in enumerate(days)
    ]  # fmt: skip


def bars(lines: Sequence[Line]) -> list[Bar]:
    """The lines with their bars; `late` is the part of the bar that was not in time."""
    most = max((line.figures.count for line in lines), default=0) or 1
    return [
        Bar(line, round(100 * line.figures.count / most, 1), round(100 * line.figures.late / most, 1)) for line in lines
    ]

"""One day's hours in one row: с, до, перерыв с, до, «выходной»."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from crm.company.domain.opening_hours import Interval, Intervals
from crm.company.domain.week_words import clock, hours_in_words, read_clock
from crm.company.models import DAY
from tenants.errors import DomainError


class DayValue(list[Any]):
    """What the fields of a row hold; when two people meet on one office, the other's hours are shown in words."""

    def __str__(self) -> str:
        try:
            return hours_in_words(intervals_of_row(self))
        except DomainError:
            return ", ".join(str(value) for value in self[:-1] if value)


class DayHoursWidget(forms.MultiWidget):
    """Text fields, as a keyboard types «9» faster than a picker picks; the last one is the box of a day off."""

    template_name = "company/day_hours.html"

    def __init__(self, *, breaks: int, off_label: str) -> None:
        names = ["opens", "closes", *(f"break{number}_{edge}" for number in range(breaks) for edge in ("from", "to"))]
        self.off_label = off_label
        texts = {name: forms.TextInput({"size": 5, "maxlength": 5, "inputmode": "numeric"}) for name in names}
        super().__init__({**texts, "off": forms.CheckboxInput()})

    def decompress(self, value: Intervals | None) -> DayValue:
        return row_of(value or (), fields=len(self.widgets))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        *texts, off = context["widget"]["subwidgets"]
        pairs = list(zip(texts[::2], texts[1::2], strict=True))
        folded = [pair for pair in pairs[2:] if not any(field["value"] for field in pair)]
        context["hours"] = {
            "whole": pairs[0],
            "breaks": [pair for pair in pairs[1:] if pair not in folded],
            "folded": folded,
            "off": off,
            "off_label": self.off_label,
        }
        return context


class DayHoursField(forms.MultiValueField):
    """Gives intervals; () is a day off."""

    def __init__(self, *, breaks: int = 2, off_label: str = "выходной", **kwargs: Any) -> None:
        texts = [forms.CharField(required=False) for _ in range(2 + 2 * breaks)]
        super().__init__(
            fields=[*texts, forms.BooleanField(required=False)],
            widget=DayHoursWidget(breaks=breaks, off_label=off_label),
            required=False,
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, data_list: list[Any]) -> Intervals:
        try:
            return intervals_of_row(data_list)
        except DomainError as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        """Always as a row, so that what was shown and what is sent compare alike."""
        if not isinstance(value, list):
            return row_of(value or (), fields=len(self.fields))
        return DayValue("" if one is None else one for one in value)


def intervals_of_row(row: Sequence[Any]) -> Intervals:
    """Intervals of a row's texts and box. Raises DomainError for what cannot be hours of a day."""
    texts, off = list(row[:-1]), bool(row) and row[-1]
    pairs = [pair for pair in zip(texts[::2], texts[1::2], strict=True) if any(pair)]
    if not pairs:
        return ()
    if off:
        raise DomainError("Отмечено, что приёма нет, а часы указаны: уберите отметку или сотрите часы.")
    if not texts[0] or not all(start and end for start, end in pairs):
        raise DomainError("Укажите и начало, и конец: «с» и «до».")
    (opens, closes), *breaks = [(read_clock(start), read_clock(end)) for start, end in pairs]
    return _around(opens, closes or DAY, breaks)


def row_of(intervals: Intervals, *, fields: int) -> DayValue:
    """The texts and the box of a row that show these intervals."""
    if not intervals:
        return DayValue([""] * (fields - 1) + [True])
    gaps = [edge for before, after in pairwise(intervals) for edge in (before.closes, after.opens)]
    texts = [clock(edge) for edge in (intervals[0].opens, intervals[-1].closes, *gaps)]
    return DayValue(texts + [""] * (fields - 1 - len(texts)) + [False])


def _around(opens: int, closes: int, breaks: list[tuple[int, int]]) -> Intervals:
    edges = [opens, *(edge for gap in sorted(breaks) for edge in gap), closes]
    if closes <= opens:
        raise DomainError("Время «до» должно быть позже времени «с».")
    if any(before >= after for before, after in pairwise(edges)):
        raise DomainError("Перерыв должен быть внутри часов работы, а его конец — позже начала.")
    return tuple(Interval(*edges[place : place + 2]) for place in range(0, len(edges), 2))

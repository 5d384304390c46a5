"""Fields for what dials show: one for each tariff of each meter, a box beside what is unusual."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from crm.meters.domain import windows
from crm.meters.domain.checks import Problem, Question, Swap
from crm.meters.domain.flats import Line
from crm.meters.domain.readings import Entry
from crm.meters.domain.values import as_text, read_value
from crm.meters.models import Meter, Reading
from tenants.errors import DomainError

TARIFFS = {1: ("",), 2: ("день", "ночь"), 3: ("пик", "ночь", "полупик")}


class ValueField(forms.CharField):
    """What a dial shows: «791,482»."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": "10", "data-value": ""}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            return read_value(text) if text else None
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None


class DayInput(forms.DateInput):
    """A day by the browser's own calendar."""

    def __init__(self) -> None:
        super().__init__({"type": "date"}, format="%Y-%m-%d")


@dataclass
class Row:
    """A meter on the screen: its fields, what was said to it."""

    line: Line
    values: list[Any]  # bound fields, one for each tariff
    confirm: Any
    problems: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    swap: Swap | None = None

    @property
    def meter(self) -> Meter:
        return self.line.meter


class ReadingsForm(forms.Form):
    """Values of some meters on a day. Empty fields are left out."""

    taken_on = forms.DateField(label="Снято", widget=DayInput)

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].initial = windows.today()
        self.lines = list(lines)
        for line in self.lines:
            for tariff, name in enumerate(names_of(line.meter)):
                self.fields[name] = _value_field(line, tariff)
            self.fields[f"ok{line.meter.pk}"] = forms.BooleanField(label="Да, верно", required=False)
        self._rows = [
            Row(line, [self[name] for name in names_of(line.meter)], self[f"ok{line.meter.pk}"]) for line in self.lines
        ]

    @property
    def rows(self) -> list[Row]:
        """The meters with their fields; what Django found wrong in a cell stands with the rest."""
        for row in self._rows:
            found = [error for bound in row.values for error in bound.errors]
            row.problems = list(dict.fromkeys([*row.problems, *found]))
        return self._rows

    def entries(self) -> list[Entry]:
        """What was typed."""
        entries = []
        for line in self.lines:
            typed = [self.cleaned_data.get(name) for name in names_of(line.meter)]
            values = [value for value in typed if value is not None]
            if values:
                confirmed = bool(self.cleaned_data.get(f"ok{line.meter.pk}"))
                entries.append(Entry(line.meter, values, confirmed=confirmed))
        return entries

    def focus(self) -> None:
        """Put the cursor where typing goes on: at what is wrong or asked, else at the first field."""
        wrong = [row.values[0] for row in self.rows if row.problems]
        asked = [row.confirm for row in self.rows if row.questions]
        for bound in [*wrong, *asked, *(row.values[0] for row in self.rows)][:1]:
            bound.field.widget.attrs["autofocus"] = True

    def tell(
        self, *, problems: Iterable[Problem] = (), questions: Iterable[Question] = (), swaps: Iterable[Swap] = ()
    ) -> None:
        """Put what the domain said beside the meters that it is about."""
        rows = {row.meter.pk: row for row in self._rows}
        for problem in problems:
            rows[problem.meter_id].problems.append(problem.message)
        for question in questions:
            rows[question.meter_id].questions.append(question.message)
        for swap in swaps:
            rows[swap.hot_id].swap = swap


def exchanged(data: Any, text: str) -> Any:
    """The sent data with the values of two meters («5-8») exchanged."""
    one, _, other = text.partition("-")
    data = data.copy()
    for tariff in range(1, 4):
        first, second = f"v{one}_{tariff}", f"v{other}_{tariff}"
        if first in data and second in data:
            data[first], data[second] = data[second], data[first]
    return data


def names_of(meter: Meter) -> list[str]:
    """The names of a meter's fields, one for each tariff."""
    return [f"v{meter.pk}_{tariff}" for tariff in range(1, meter.tariffs + 1)]


def _value_field(line: Line, tariff: int) -> ValueField:
    meter, before = line.meter, line.past.before
    word = TARIFFS[meter.tariffs][tariff]
    made = ValueField(required=False, label=f"{meter}{f', {word}' if word else ''}")
    made.tariff_word = word  # type: ignore[attr-defined]  # read by the template
    last = line.past.now or before
    attrs = made.widget.attrs
    if last and tariff < len(last.values):
        attrs["placeholder"] = as_text(last.values[tariff])
    if before and tariff < len(before.values):
        attrs |= {"data-before": str(before.values[tariff]), "data-limit": str(meter.limit), "data-unit": meter.unit}
    attrs["aria-label"] = made.label
    attrs["aria-describedby"] = f"about-{meter.pk}"
    return made


class CorrectForm(forms.Form):
    """«Страница редактирования»: other values over a reading."""

    taken_on = forms.DateField(label="Снято", widget=DayInput)
    comment = forms.CharField(
        label="Почему исправляем", max_length=300, required=False, help_text="Останется в истории, жителю не видно."
    )
    confirmed = forms.BooleanField(label="Да, верно", required=False)

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = TARIFFS[reading.meter.tariffs]
        self.names = []
        for tariff in range(reading.meter.tariffs):
            name = f"value_{tariff + 1}"
            label = f"Показание, {reading.meter.unit}" + (f", {words[tariff]}" if words[tariff] else "")
            initial = as_text(reading.values[tariff]) if tariff < len(reading.values) else ""
            self.fields[name] = ValueField(label=label, initial=initial)
            self.names.append(name)
        self.fields["taken_on"].initial = reading.taken_on
        self.order_fields([*self.names, "taken_on", "comment", "confirmed"])

    def values(self) -> list[Decimal]:
        """One for each tariff."""
        return [self.cleaned_data[name] for name in self.names]

    def taken(self) -> date:
        """On which day."""
        day: date = self.cleaned_data["taken_on"]
        return day


class WithdrawForm(forms.Form):
    """«Отменить показание»."""

    reason = forms.CharField(label="Почему отменяем", max_length=300, help_text="Увидят в истории показаний.")

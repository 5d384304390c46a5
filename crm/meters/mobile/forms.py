from collections.abc import Sequence
from typing import Any

from crm.meters.domain.flats import Line
from crm.meters.forms.readings import ReadingsForm, Row, names_of
from crm.meters.models import Meter
from crm.mobile.outbox import OutboxForm
from files.forms import ImageField

LARGEST_PHOTO = 12 * 2**20  # bytes; the phone makes it smaller where it has scripts


class RoundForm(OutboxForm, ReadingsForm):
    """The meters of a door, each with a photo of its dial."""

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, lines=lines, **kwargs)
        for row in self._rows:
            for bound in row.values:
                _for_thumbs(bound.field.widget.attrs, row.meter)
        for line in self.lines:
            self.fields[photo_name(line)] = ImageField(max_bytes=LARGEST_PHOTO, required=False, label="Фото")

    @property
    def rows(self) -> list[Row]:
        """The meters with their fields; what is wrong with a photo stands with the rest."""
        rows = super().rows
        if self.is_bound:
            for row in rows:
                row.problems = list(dict.fromkeys([*row.problems, *self.errors.get(photo_name(row.line), [])]))
        return rows

    def clean(self) -> dict[str, Any]:
        """A photo says nothing without a figure: whoever reads it later would have to guess."""
        cleaned: dict[str, Any] = super().clean() or {}
        for line in self.lines:
            typed = any(cleaned.get(name) is not None or name in self.errors for name in names_of(line.meter))
            if cleaned.get(photo_name(line)) and not typed:
                self.add_error(photo_name(line), "К фото нужно показание: впишите, что на приборе.")
        return cleaned

    def photos(self) -> dict[int, Any]:
        """The pictures that came, by the meters' numbers."""
        sent = {line.meter.pk: self.cleaned_data.get(photo_name(line)) for line in self.lines}
        return {pk: file for pk, file in sent.items() if file}


def _for_thumbs(attrs: dict[str, Any], meter: Meter) -> None:
    """What was stands above the field: in it, it would be taken for what is typed."""
    attrs.pop("placeholder", None)
    attrs |= {"enterkeyhint": "next", "data-told": meter.get_resource_display()}


def photo_name(line: Line) -> str:
    """The name of the field with the photo of a meter."""
    return f"photo{line.meter.pk}"

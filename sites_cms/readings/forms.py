from collections.abc import Sequence
from typing import Any

from crm.meters.domain.flats import Line
from crm.meters.domain.readings import BY_RESIDENTS
from crm.meters.forms.readings import ReadingsForm


class LinkForm(ReadingsForm):
    """The meters of a flat as a resident sees them: only those that he hands in, and today."""

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, lines=[line for line in lines if is_asked(line)], **kwargs)
        del self.fields["taken_on"]
        for row in self._rows:
            for tariff, bound in enumerate(row.values):
                attrs = bound.field.widget.attrs
                attrs.pop("placeholder", None)  # it would be taken for what is typed
                attrs["enterkeyhint"] = "next"
                now = row.line.past.now
                if now and tariff < len(now.values):
                    bound.field.initial = now.values[tariff].normalize()


def is_asked(line: Line) -> bool:
    """A resident hands this meter in, or mends what a resident handed in; what the company read stays."""
    now, meter = line.past.now, line.meter
    return not (meter.read_by_supplier or meter.is_automatic) and (now is None or now.source in BY_RESIDENTS)

from typing import Any

from django import forms

from crm.accounting.domain.spreading import Layout, check_layout
from crm.accounting.models import House
from tenants.errors import DomainError


class LayoutForm(forms.Form):
    """How the flats of a house stand: filled with what the passport suggests, looked at before it is kept."""

    entrances = forms.IntegerField(label="Подъездов", min_value=1, max_value=50)
    first_floor = forms.IntegerField(
        label="Первый жилой этаж", min_value=1, max_value=100, help_text="2, если внизу магазины."
    )
    last_floor = forms.IntegerField(label="Последний жилой этаж", min_value=1, max_value=100)
    per_floor = forms.IntegerField(label="Квартир на этаже одного подъезда", min_value=1, max_value=30)

    def __init__(self, data: Any, *, house: House, offered: Layout | None) -> None:
        names = ("entrances", "first_floor", "last_floor", "per_floor")
        known = {name: getattr(offered, name) for name in names} if offered else {}
        start = known or {"entrances": house.entrances, "first_floor": 1, "last_floor": house.floors}
        super().__init__(known if data is None and known else data, initial=start)
        self.house = house

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                check_layout(self.house, Layout(**data))
            except DomainError as error:
                self.add_error(error.field, str(error))
        return data

    def layout(self) -> Layout | None:
        """What is asked for, or offered; None while something is missing."""
        return Layout(**self.cleaned_data) if self.is_bound and self.is_valid() else None

from datetime import date
from typing import Any

from django import forms

from crm.imports.forms import UploadForm
from crm.meters.domain import windows
from crm.meters.forms.meters import DayField


class MetersFileForm(UploadForm):
    """A file of meters; the day of the readings stands for the column that the file has not."""

    values_on = DayField(
        label="Показания на дату",
        initial=windows.today,
        help_text="Каким днём считать показания из файла, если в нём нет колонки «Показание на дату».",
    )
    field_order = ["values_on", "file"]

    def clean_values_on(self) -> date:
        day: date = self.cleaned_data["values_on"]
        if day > windows.today():
            raise forms.ValidationError("Этот день ещё не наступил: показания бывают за сегодня или раньше.")
        return day

    def options(self) -> dict[str, Any]:
        return {"values_on": self.cleaned_data["values_on"].isoformat()}

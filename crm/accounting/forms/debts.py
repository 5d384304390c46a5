from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from crm.accounting.domain.balances import clean_data_date
from crm.imports.forms import UploadForm
from tenants.errors import DomainError

KEEP, ZERO = "keep", "zero"


class DataDateField(forms.DateField):
    """The day of which balances in a file are true; today if nothing is said."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(initial=timezone.localdate, required=False, **kwargs)

    def clean(self, value: Any) -> date:
        day = super().clean(value) or timezone.localdate()
        try:
            return clean_data_date(day)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None


class DebtsFileForm(UploadForm):
    """A file of debts: of which day they are true, and what of the accounts that it does not name."""

    on = DataDateField(
        label="На какой день посчитаны долги", help_text="Эту дату увидят жители рядом со своим балансом."
    )
    absent = forms.ChoiceField(
        label="Счета, которых нет в файле",
        choices=[(KEEP, "Оставить как есть"), (ZERO, "Обнулить долг: в файле все должники")],
        initial=KEEP,
        widget=forms.RadioSelect,
        help_text="Перед загрузкой покажем, сколько таких счетов и на какую сумму. Переплаты не трогаем.",
    )
    field_order = ["on", "absent", "file"]

    def options(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"].isoformat(), "absent": self.cleaned_data["absent"]}

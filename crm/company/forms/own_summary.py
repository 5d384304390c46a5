from typing import Any

from django import forms

from crm.company.domain import morning_summary
from identity.models import User


class OwnSummaryForm(forms.Form):
    """Whether one wants the morning summary. Only what the page showed is changed."""

    wanted = forms.BooleanField(label="Присылать утреннюю сводку", required=False)
    shown = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee = instance.employee
        self.told_of = morning_summary.offered(self.employee)
        self.email = instance.email
        self.fields["wanted"].initial = self.employee.wants_summary

    def save(self) -> None:
        """Called by Wagtail's account page within its transaction."""
        if self.cleaned_data["shown"]:
            morning_summary.choose_summary(self.employee, wanted=self.cleaned_data["wanted"])

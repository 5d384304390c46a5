from typing import Any

from django import forms

from crm.accounting.models import House
from crm.meters.domain import rules, windows
from crm.meters.models import HouseWindow, MeterSettings
from identity.models import User


def _day(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=31)


class RulesForm(forms.Form):
    """«Правила приёма»: the company's days and what is asked about."""

    first_day = _day("Принимаем с (число месяца)")
    last_day = _day("Принимаем по (число месяца)")
    jump = forms.IntegerField(
        label="Переспрашивать, если расход больше обычного во столько раз", min_value=2, max_value=100
    )

    def __init__(self, data: Any = None) -> None:
        now = windows.settings()
        super().__init__(data, initial={name: getattr(now, name) for name in ("first_day", "last_day", "jump")})

    def apply(self, *, by: User) -> MeterSettings:
        return rules.set_rules(**self.cleaned_data, by=by)


class HouseWindowForm(forms.Form):
    """Days of one house that differ from the company's."""

    house = forms.ModelChoiceField(label="Дом", queryset=House.objects.all(), empty_label="Выберите дом")
    first_day = _day("Принимаем с")
    last_day = _day("Принимаем по")

    def apply(self, *, by: User) -> HouseWindow:
        return rules.set_house_window(**self.cleaned_data, by=by)

from django import forms

from places.enums import SettlementKind
from places.models import Region


class AskTownForm(forms.Form):
    """«Нет вашего города?»"""

    name = forms.CharField(label="Название", max_length=100, help_text="Как в адресе, без «г.» и «пос.».")
    kind = forms.ChoiceField(label="Вид", choices=SettlementKind.choices)
    region = forms.ModelChoiceField(label="Регион", queryset=Region.objects.all(), empty_label="Выберите регион")

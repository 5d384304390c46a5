from typing import Any

from django import forms
from django.utils import timezone

from crm.accounting.forms.fields import ThroughDomainForm
from crm.accounting.houses_field import HousesField
from crm.dispatch.models import Outage
from identity.models import User
from sites_cms.alerts.domain import alerts
from sites_cms.alerts.domain.alerts import Told
from sites_cms.alerts.enums import AlertKind
from sites_cms.alerts.models import Alert


class MomentField(forms.DateTimeField):
    """A day and an hour, by the browser's own calendar."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AlertForm(ThroughDomainForm):
    """«Вывесить объявление»."""

    kind = forms.TypedChoiceField(label="Вид", coerce=int, choices=AlertKind.choices, initial=AlertKind.NOTICE)
    text = forms.CharField(
        label="Текст", max_length=alerts.LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Одно-два предложения: что случилось, до какого времени. Увидят вверху каждой страницы сайта.",
    )  # fmt: skip
    link = forms.CharField(
        label="Ссылка «Подробнее»", max_length=alerts.LONGEST, required=False,
        help_text="Страница сайта «/novosti/…» или полный адрес. Можно не указывать.",
    )  # fmt: skip
    houses = HousesField(
        label="Дома", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="По одному в строке: «Ленина 86». Пусто — для всех. Для домов объявление висит на страницах этих "
        "домов и у тех, кто выбрал на сайте свой дом.",
    )  # fmt: skip
    starts_at = MomentField(label="Висит с")
    ends_at = MomentField(label="Висит до", required=False, help_text="Пусто — пока не снимете.")
    outage = forms.ModelChoiceField(Outage.objects.all(), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Alert
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].initial = timezone.now()
        if self.instance.pk:
            del self.fields["outage"]
            for name in ("kind", "text", "link", "starts_at", "ends_at"):
                self.fields[name].initial = getattr(self.instance, name)
            self.fields["houses"].initial = list(self.instance.houses.all())

    def apply(self, *, by: User) -> Alert:
        """Hang out or change. Raises DomainError."""
        data = dict(self.cleaned_data)
        outage = data.pop("outage", None)
        told = Told(**{**data, "kind": AlertKind(data["kind"])})
        if self.instance.pk:
            return alerts.change(self.instance, told, by=by)
        return alerts.publish(told, outage=outage, by=by)

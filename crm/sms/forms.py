from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from crm.accounting.models import House
from crm.journal.filters import form_in_words
from crm.rights.domain.rows import within
from crm.sms import rights
from crm.sms.domain.limits import set_limit
from identity.models import User
from sms.domain.queries import Sought
from sms.enums import Cause, Medium, State

_BY_SYSTEM = "system"


class SmsFilter(forms.Form):
    """What to pick from the messages; without anything asked, those of this month."""

    since = forms.DateField(label="С", required=False, widget=AdminDateInput)
    until = forms.DateField(label="По", required=False, widget=AdminDateInput)
    who = forms.ChoiceField(label="Кто отправил", required=False)
    house = forms.ModelChoiceField(label="Дом", required=False, queryset=House.objects.none(), empty_label="Все дома")
    phone = forms.CharField(label="Номер", required=False, max_length=20, widget=forms.TextInput({"inputmode": "tel"}))
    cause = forms.ChoiceField(label="Повод", required=False, choices=[("", "Любой"), *Cause.choices])
    medium = forms.ChoiceField(label="Чем", required=False, choices=[("", "СМС и Viber"), *Medium.choices])
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *State.choices])
    charge = forms.IntegerField(
        label="Списание", required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, asked: Any, *, user: User) -> None:
        super().__init__(asked or {"since": timezone.localdate().replace(day=1)})
        people = User.objects.filter(is_staff=True).order_by("last_name", "first_name", "pk")
        self._field("who").choices = [
            ("", "Все"), (_BY_SYSTEM, "Система"), *((str(one.pk), str(one)) for one in people),
        ]  # fmt: skip
        self._field("house").queryset = within(House.objects.all(), rights.SEE_SMS, user=user)

    def sought(self) -> Sought:
        """What is asked; what is wrong is not asked."""
        self.is_valid()
        data = self.cleaned_data
        who = data.get("who") or ""
        house = data.get("house")
        return Sought(
            since=data.get("since"),
            until=data.get("until"),
            by_id=int(who) if who.isdigit() else None,
            by_system=who == _BY_SYSTEM,
            house=house.pk if house else None,
            phone=data.get("phone") or "",
            cause=data.get("cause") or "",
            medium=data.get("medium") or "",
            state=data.get("state") or "",
            charge=data.get("charge"),
        )

    def told(self) -> dict[str, str]:
        """Label → value of what is asked, for the journal's entry of an export."""
        return form_in_words(self)

    def _field(self, name: str) -> Any:
        return self.fields[name]


class LimitForm(forms.Form):
    """«Месячный лимит»: empty is none."""

    limit = forms.DecimalField(
        label="Лимит на месяц, ₽", required=False, min_value=Decimal(0), max_digits=9, decimal_places=2, localize=True,
        help_text="Пусто — без лимита: СМС идут, пока на счёте есть деньги.",
    )  # fmt: skip

    def apply(self, *, by: User) -> None:
        """Set it."""
        set_limit(limit=self.cleaned_data["limit"], by=by)

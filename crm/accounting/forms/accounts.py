from decimal import Decimal
from typing import Any

from django import forms

from crm.accounting.domain import accounts
from crm.accounting.enums import Kind
from crm.accounting.forms.fields import AmountField, AreaField, HouseField, ThroughDomainForm
from crm.accounting.models import NO_NAME, Account
from identity.models import User


class AccountForm(ThroughDomainForm):
    """«Добавить Л/С»: manual, section 7, «Вариант 1»."""

    house = HouseField(label="Объект", help_text="Начните писать улицу и выберите дом из подсказки.")
    number = forms.CharField(label="Номер лицевого счёта", max_length=30, help_text="Нули в начале сохраняются.")
    kind = forms.ChoiceField(label="Вид помещения", choices=Kind.choices)
    flat = forms.CharField(label="Квартира, помещение", max_length=30, required=False)
    entrance = forms.IntegerField(label="Подъезд", required=False)
    floor = forms.IntegerField(label="Этаж", required=False, help_text="У подвала — с минусом.")
    area = AreaField(label="Площадь, м²", max_length=12, required=False)
    last_name = forms.CharField(
        label="Фамилия", max_length=200, help_text="У организации здесь всё название, например ООО «Лютик»."
    )
    first_name = forms.CharField(label="Имя", max_length=100, required=False, help_text="У организации — точка.")
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False, help_text="У организации — точка.")
    balance = AmountField(
        label="Баланс л/с, ₽",
        max_length=20,
        required=False,
        help_text="Долг — без знака, переплата — с минусом. Можно не заполнять и загрузить потом.",
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = self.instance
        if not account.pk:
            return
        for name in ("house", "number", "kind", "flat", "last_name", "first_name", "patronymic"):
            self.fields[name].initial = str(getattr(account, name))
        self.fields["entrance"].initial, self.fields["floor"].initial = account.entrance, account.floor
        self.fields["area"].initial = "" if account.area is None else str(account.area).replace(".", ",")
        self.fields["balance"].initial = str(account.balance).replace(".", ",")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if data.get("patronymic") and not data.get("first_name") and data["patronymic"] != NO_NAME:
            self.add_error("first_name", "Укажите имя. Если это организация, поставьте точку и здесь, и в отчестве.")
        return data

    def apply(self, *, by: User) -> Account:
        data = dict(self.cleaned_data)
        data["kind"] = Kind(data["kind"])
        data["balance"] = Decimal(data["balance"])
        data["area"] = Decimal(data["area"]) if data["area"] else None
        if self.instance.pk:
            return accounts.change_account(self.instance, **data, by=by)
        return accounts.add_account(**data, by=by)


class DeactivateForm(forms.Form):
    """«Отключить»: from which day."""

    on = forms.DateField(
        label="С какого дня",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Номер счёта освободится: его можно будет дать новому собственнику.",
    )

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet

from crm.accounting import rights
from crm.accounting.domain.plan import accounts_of
from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.rights.domain.rows import within
from crm.rights.models import Section

_BALANCES = {
    "debt": ("Есть долг", {"balance__gt": 0}),
    "overpaid": ("Переплата", {"balance__lt": 0}),
    "zero": ("Ноль", {"balance": 0}),
}


def own_houses(request: HttpRequest) -> QuerySet[House]:
    return within(House.objects.all(), rights.SEE_ACCOUNTS, user=request.user)  # type: ignore[arg-type]  # staff


def _number(lowest: int) -> forms.NumberInput:
    return forms.NumberInput(attrs={"min": lowest, "step": 1, "inputmode": "numeric"})


class AccountFilter(WagtailFilterSet):
    house = django_filters.ModelChoiceFilter(queryset=own_houses, label="Дом", empty_label="Все дома")
    section = django_filters.ModelChoiceFilter(
        field_name="house__section", queryset=Section.objects.all(), label="Участок", empty_label="Все участки"
    )
    entrance = django_filters.NumberFilter(label="Подъезд", widget=_number(1))
    floor = django_filters.NumberFilter(label="Этаж", widget=_number(-3))
    riser = django_filters.NumberFilter(
        label="Стояк",
        method="by_riser",
        widget=_number(1),
        help_text="Вместе с домом и подъездом; проще — с плана дома.",
    )
    state = django_filters.ChoiceFilter(
        label="Состояние",
        method="by_state",
        choices=[("active", "Действуют"), ("closed", "Отключены")],
        empty_label="Все",
        widget=forms.RadioSelect,
    )
    kind = django_filters.MultipleChoiceFilter(
        label="Вид помещения", choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    balance = django_filters.ChoiceFilter(
        label="Баланс",
        method="by_balance",
        choices=[(code, label) for code, (label, _) in _BALANCES.items()],
        empty_label="Любой",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def by_riser(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        """Flats above each other; a riser without its house and entrance is nobody's."""
        house, entrance = (self.form.cleaned_data.get(asked) for asked in ("house", "entrance"))
        if house is None or entrance is None:
            return accounts.none()
        return accounts.filter(pk__in=accounts_of(house, entrance=int(entrance), riser=int(value)).values("pk"))

    def by_state(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return accounts.filter(is_active=value == "active")

    def by_balance(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return accounts.filter(**_BALANCES[value][1])


class HouseFilter(WagtailFilterSet):
    section = django_filters.ModelChoiceFilter(
        queryset=Section.objects.all(), label="Участок", empty_label="Все участки"
    )
    city = django_filters.AllValuesFilter(label="Город", empty_label="Все города", widget=forms.RadioSelect)

    class Meta:
        model = House
        fields: list[str] = []

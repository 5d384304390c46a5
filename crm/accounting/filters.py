from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet

from crm.accounting.enums import Kind
from crm.accounting.models import Account, House

_BALANCES = {
    "debt": ("Есть долг", {"balance__gt": 0}),
    "overpaid": ("Переплата", {"balance__lt": 0}),
    "zero": ("Ноль", {"balance": 0}),
}


class AccountFilter(WagtailFilterSet):
    house = django_filters.ModelChoiceFilter(queryset=House.objects.all(), label="Дом", empty_label="Все дома")
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

    def by_state(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return accounts.filter(is_active=value == "active")

    def by_balance(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return accounts.filter(**_BALANCES[value][1])


class HouseFilter(WagtailFilterSet):
    city = django_filters.AllValuesFilter(label="Город", empty_label="Все города", widget=forms.RadioSelect)

    class Meta:
        model = House
        fields: list[str] = []

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from crm.accounting.domain.debts import AGES, age_of, has_phone, months_before
from crm.accounting.enums import Kind
from crm.accounting.filters import own_houses
from crm.accounting.models import Account
from crm.rights.models import Section


class DebtorFilter(WagtailFilterSet):
    """Whose debts are shown; closed accounts only when they are asked for."""

    debt_from = django_filters.NumberFilter(field_name="balance", lookup_expr="gte", label="Долг от, ₽", min_value=0)
    debt_to = django_filters.NumberFilter(field_name="balance", lookup_expr="lte", label="Долг до, ₽", min_value=0)
    age = django_filters.ChoiceFilter(
        label="Возраст долга",
        method="by_age",
        choices=[(age.code, age.label) for age in AGES],
        empty_label="Любой",
        widget=forms.RadioSelect,
    )
    months = django_filters.NumberFilter(
        label="Месяцев в долгу, не меньше", method="by_months", min_value=0, max_value=1200
    )
    house = django_filters.ModelChoiceFilter(queryset=own_houses, label="Дом", empty_label="Все дома")
    section = django_filters.ModelChoiceFilter(
        field_name="house__section", queryset=Section.objects.all(), label="Участок", empty_label="Все участки"
    )
    kind = django_filters.MultipleChoiceFilter(
        label="Вид помещения", choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    phone = django_filters.ChoiceFilter(
        label="Телефон",
        method="by_phone",
        choices=[("yes", "Есть"), ("no", "Нет")],
        empty_label="Не важно",
        widget=forms.RadioSelect,
    )
    state = django_filters.ChoiceFilter(
        label="Состояние",
        method="by_state",
        choices=[("closed", "Отключены"), ("all", "Все")],
        empty_label="Действуют",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_phone() is None:
            del self.filters["phone"]

    def filter_queryset(self, queryset: QuerySet[Account]) -> QuerySet[Account]:
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.filter(is_active=True)
        return super().filter_queryset(queryset)

    def by_state(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return accounts.filter(is_active=False) if value == "closed" else accounts

    def by_age(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return accounts.filter(age_of(value).condition(timezone.localdate()))

    def by_months(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return accounts.filter(debt_since__lte=months_before(timezone.localdate(), int(value)))

    def by_phone(self, accounts: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        condition = has_phone()
        if condition is None:
            return accounts
        return accounts.filter(condition if value == "yes" else ~condition)

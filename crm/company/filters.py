from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet

from crm.company.domain.contract_terms import SOON, company_today
from crm.company.models import Contractor, Employee
from crm.request_types.models import RequestType
from crm.rights.enums import EMPLOYEE_ROLES
from crm.rights.models import Access, Section

_ROLES = [(role.value, role.label) for role in EMPLOYEE_ROLES]


class EmployeeFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label="Состояние",
        method="by_state",
        choices=[("active", "Работают"), ("left", "Не работают")],
        empty_label="Все",
        widget=forms.RadioSelect,
    )
    role = django_filters.MultipleChoiceFilter(
        label="Роль", field_name="user__access__role", choices=_ROLES, widget=forms.CheckboxSelectMultiple
    )
    section = django_filters.ModelChoiceFilter(
        label="Участок", field_name="user__sections", queryset=Section.objects.all(), empty_label="Все участки"
    )
    request_type = django_filters.ModelChoiceFilter(
        label="Выполняет заявки", field_name="request_types", queryset=RequestType.objects.all(), empty_label="Любые"
    )

    class Meta:
        model = Employee
        fields: list[str] = []

    def by_state(self, employees: QuerySet[Employee], name: str, value: Any) -> QuerySet[Employee]:
        return employees.filter(user__is_active=value == "active")


class ComparisonFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(label="Роль", choices=_ROLES, empty_label="Все роли")
    section = django_filters.ModelChoiceFilter(
        label="Участок", field_name="user__sections", queryset=Section.objects.all(), empty_label="Все участки"
    )
    name = django_filters.CharFilter(label="Фамилия", field_name="user__last_name", lookup_expr="istartswith")

    class Meta:
        model = Access
        fields: list[str] = []


class ContractorFilter(WagtailFilterSet):
    request_types = django_filters.ModelMultipleChoiceFilter(
        queryset=RequestType.objects.all(), label="Тип заявок", widget=forms.CheckboxSelectMultiple
    )
    state = django_filters.ChoiceFilter(
        label="Состояние",
        method="by_state",
        choices=[("active", "Работают"), ("off", "Отключены")],
        empty_label="Все",
        widget=forms.RadioSelect,
    )
    contract = django_filters.ChoiceFilter(
        label="Договор",
        method="by_contract",
        choices=[("ending", f"Кончается за {SOON} дней или кончился"), ("ended", "Кончился")],
        empty_label="Любой",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Contractor
        fields: list[str] = []

    def by_state(self, contractors: QuerySet[Contractor], name: str, value: Any) -> QuerySet[Contractor]:
        return contractors.filter(is_active=value == "active")

    def by_contract(self, contractors: QuerySet[Contractor], name: str, value: Any) -> QuerySet[Contractor]:
        today = company_today()
        last = today - timedelta(days=1) if value == "ended" else today + timedelta(days=SOON)
        return contractors.filter(is_active=True, valid_until__lte=last)

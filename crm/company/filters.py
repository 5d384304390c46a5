from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet

from crm.company.domain.contract_terms import SOON, company_today
from crm.company.models import Contractor
from crm.request_types.models import RequestType


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

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet

from crm.accounting.models import House
from crm.meters.domain import queries, windows
from crm.meters.domain.verification import of_state
from crm.meters.enums import Resource, Verification
from crm.meters.models import Meter
from crm.rights.models import Section

_READ_BY = {
    "residents": ("Жители", Q(is_automatic=False, read_by_supplier=False)),
    "automatic": ("Прибор сам", Q(is_automatic=True)),
    "supplier": ("Поставщик", Q(read_by_supplier=True)),
}


def _own_houses(request: HttpRequest) -> QuerySet[House]:
    return queries.houses_with_meters(user=request.user)  # type: ignore[arg-type]  # staff


class MeterFilter(WagtailFilterSet):
    """Meters of flats; the house is that of the account."""

    house = django_filters.ModelChoiceFilter(
        field_name="account__house", queryset=_own_houses, label="Дом", empty_label="Все дома"
    )
    section = django_filters.ModelChoiceFilter(
        field_name="account__house__section",
        queryset=Section.objects.all(),
        label="Участок",
        empty_label="Все участки",
    )
    resource = django_filters.MultipleChoiceFilter(
        label="Что считает", choices=Resource.choices, widget=forms.CheckboxSelectMultiple
    )
    verification = django_filters.ChoiceFilter(
        label="Поверка",
        method="by_verification",
        choices=Verification.choices,
        empty_label="Все",
        widget=forms.RadioSelect,
    )
    state = django_filters.ChoiceFilter(
        label="Состояние",
        method="by_state",
        choices=[("active", "Действуют"), ("off", "Сняты")],
        empty_label="Все",
        widget=forms.RadioSelect,
    )
    read_by = django_filters.ChoiceFilter(
        label="Кто передаёт показания",
        method="by_reader",
        choices=[(code, label) for code, (label, _) in _READ_BY.items()],
        empty_label="Все",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Meter
        fields: list[str] = []

    def by_verification(self, meters: QuerySet[Meter], name: str, value: Any) -> QuerySet[Meter]:
        return of_state(meters, Verification(value), today=windows.today())

    def by_state(self, meters: QuerySet[Meter], name: str, value: Any) -> QuerySet[Meter]:
        return meters.filter(is_active=value == "active")

    def by_reader(self, meters: QuerySet[Meter], name: str, value: Any) -> QuerySet[Meter]:
        return meters.filter(_READ_BY[value][1])


class HouseMeterFilter(MeterFilter):
    """Meters of whole houses."""

    house = django_filters.ModelChoiceFilter(
        field_name="house", queryset=_own_houses, label="Дом", empty_label="Все дома"
    )
    section = django_filters.ModelChoiceFilter(
        field_name="house__section", queryset=Section.objects.all(), label="Участок", empty_label="Все участки"
    )

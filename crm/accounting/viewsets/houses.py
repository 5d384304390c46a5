from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column

from crm.accounting.domain import houses, queries
from crm.accounting.exports import HOUSE_HEADINGS, HousesExportMixin
from crm.accounting.filters import HouseFilter
from crm.accounting.forms import HouseForm
from crm.accounting.models import House
from crm.accounting.viewsets.columns import AccountsOfHouseColumn, MoneyColumn
from crm.shell.viewsets import (
    DomainCreateView,
    DomainDeleteView,
    DomainEditView,
    DomainIndexView,
    DomainViewSet,
)


class HouseIndexView(HousesExportMixin, DomainIndexView):
    add_label = "Добавить дом"
    page_title = "Список домов"
    results_template_name = "accounting/house_results.html"

    def get_base_queryset(self) -> QuerySet[House]:
        return queries.houses_with_totals()

    def search_queryset(self, queryset: QuerySet[House]) -> QuerySet[House]:
        return queries.search_houses(queryset, self.search_query)


class HouseCreateView(DomainCreateView):
    page_title = "Бухгалтерия"
    page_subtitle = "Новый дом"
    submit_button_label = "Добавить"
    success_message = "Дом «%(object)s» добавлен."


class HouseEditView(DomainEditView):
    success_message = "Дом «%(object)s» сохранён."


class HouseDeleteView(DomainDeleteView):
    success_message = "Дом «%(object)s» удалён."

    def delete_action(self) -> None:
        houses.remove_house(self.object, by=self.request.user)


class HouseViewSet(DomainViewSet):
    """«Бухгалтерия — Список домов»."""

    absent = DomainViewSet.absent - {"delete"}
    model = House
    name = "houses"
    icon = "home"
    form = HouseForm
    index_view_class = HouseIndexView
    add_view_class = HouseCreateView
    edit_view_class = HouseEditView
    delete_view_class = HouseDeleteView
    filterset_class = HouseFilter
    search_fields = ["address_key"]
    search_backend_name = None
    list_per_page = 50
    list_export = list(HOUSE_HEADINGS)
    export_filename = "doma"
    ordering = "address_key"
    list_display: list[Any] = [
        "listed_address",
        Column("city", label="Город", sort_key="city"),
        AccountsOfHouseColumn("accounts_total", label="Лицевых счетов", sort_key="accounts_total", classname="num"),
        Column("section", label="Участок", sort_key="section__name"),
        Column("accounts_active", label="Действуют", sort_key="accounts_active", classname="num"),
        MoneyColumn("debt", label="Долг, ₽", sort_key="debt", classname="num"),
    ]

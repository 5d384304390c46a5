from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import Column, TitleColumn

from crm.accounting import house_cards, rights
from crm.accounting.domain import houses, plan, queries
from crm.accounting.exports import HOUSE_HEADINGS, HousesExportMixin
from crm.accounting.filters import HouseFilter
from crm.accounting.forms import HouseForm
from crm.accounting.models import House
from crm.accounting.viewsets.columns import AccountsOfHouseColumn, MoneyColumn
from crm.rights.domain.rows import covers
from crm.shell.viewsets import (
    DomainCreateView,
    DomainDeleteView,
    DomainEditView,
    DomainIndexView,
    DomainInspectView,
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

    def _get_title_column(self, field_name: str, column_class: type[Column] = TitleColumn, **kwargs: Any) -> Column:
        """The address opens the house's page, for those who may edit too."""
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)


class HouseCreateView(DomainCreateView):
    page_title = "Бухгалтерия"
    page_subtitle = "Новый дом"
    template_name = "accounting/house_create.html"
    submit_button_label = "Добавить"
    success_message = "Дом «%(object)s» добавлен."


class HouseEditView(DomainEditView):
    template_name = "accounting/house_edit.html"
    success_message = "Дом «%(object)s» сохранён."

    def get_success_url(self) -> str:
        return reverse("houses:inspect", args=[self.object.pk])


class HouseDeleteView(DomainDeleteView):
    success_message = "Дом «%(object)s» удалён."

    def delete_action(self) -> None:
        houses.remove_house(self.object, by=self.request.user)


class HouseScreenView(DomainInspectView):
    """The house: where it is, whom to ask, its passport, its figures and the plan."""

    page_title = "Дом"
    fields = ["number"]  # the template says the rest; Wagtail would ask for every relation

    def own(self, rows: QuerySet[House]) -> QuerySet[House]:
        return queries.with_totals(super().own(rows)).select_related("section", "responsible__user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, house = self.request.user, self.object
        return super().get_context_data(
            **kwargs,
            house=house,
            figures=house_cards.figures_for(house, user=user),
            buttons=house_cards.buttons.shown_to(user, house),
            plan=plan.plan_of(house),
            may_edit=covers(house, rights.EDIT_HOUSES, user=user),
            may_spread=covers(house, rights.EDIT_ACCOUNTS, user=user),
        )


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
    inspect_view_class = HouseScreenView
    inspect_view_enabled = True
    inspect_template_name = "accounting/house_inspect.html"
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

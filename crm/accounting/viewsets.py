from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from crm.accounting import rights
from crm.accounting.domain import houses, queries, sections
from crm.accounting.exports import COLUMNS, AccountsExportMixin
from crm.accounting.filters import AccountFilter, HouseFilter
from crm.accounting.forms import AccountForm, HouseForm, SectionForm
from crm.accounting.models import Account, House
from crm.rights.models import Section
from crm.shell.viewsets import (
    DomainCreateView,
    DomainDeleteView,
    DomainEditView,
    DomainIndexView,
    DomainViewSet,
)
from identity.may import may
from identity.models import User


class MoneyColumn(Column):
    cell_template_name = "accounting/money_cell.html"


class StateColumn(Column):
    cell_template_name = "accounting/state_cell.html"


class HouseColumn(Column):
    cell_template_name = "accounting/house_cell.html"


class AccountsOfHouseColumn(Column):
    cell_template_name = "accounting/accounts_of_house_cell.html"


class HouseIndexView(DomainIndexView):
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
    ordering = "address_key"
    list_display: list[Any] = [
        "listed_address",
        Column("city", label="Город", sort_key="city"),
        AccountsOfHouseColumn("accounts_total", label="Лицевых счетов", sort_key="accounts_total", classname="num"),
        Column("section", label="Участок", sort_key="section__name"),
        Column("accounts_active", label="Действуют", sort_key="accounts_active", classname="num"),
        MoneyColumn("debt", label="Долг, ₽", sort_key="debt", classname="num"),
    ]


class AccountIndexView(AccountsExportMixin, DomainIndexView):
    add_label = "Добавить Л/С"
    page_title = "Список собственников"
    results_template_name = "accounting/account_results.html"

    def get_base_queryset(self) -> QuerySet[Account]:
        return queries.accounts_with_houses()

    def search_queryset(self, queryset: QuerySet[Account]) -> QuerySet[Account]:
        return queries.search_accounts(queryset, self.search_query)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if may(self.request.user, rights.IMPORT_ACCOUNTS):
            buttons.append(Button("Загрузить из файла", reverse("import_accounts"), icon_name="upload", priority=10))
        return buttons

    def get_list_more_buttons(self, instance: Account) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if may(self.request.user, rights.EDIT_ACCOUNTS):
            buttons.append(_switch(instance))
        return buttons


class AccountCreateView(DomainCreateView):
    page_title = "Бухгалтерия"
    page_subtitle = "Новый лицевой счёт"
    submit_button_label = "Добавить"
    success_message = "Лицевой счёт %(object)s добавлен."


class AccountEditView(DomainEditView):
    success_message = "Лицевой счёт %(object)s сохранён."

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        item = _switch(self.object)
        return [*super().header_more_buttons, Button(item.label, item.url, icon_name=item.icon_name)]


class AccountViewSet(DomainViewSet):
    """«Бухгалтерия — Список собственников»."""

    model = Account
    name = "accounts"
    icon = "list-ul"
    form = AccountForm
    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    filterset_class = AccountFilter
    search_fields = ["number", "name_key", "flat"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["house__address_key", "flat_key", "pk"]
    list_export = list(COLUMNS)
    export_filename = "licevye-scheta"
    inspect_view_enabled = True
    inspect_template_name = "accounting/account_inspect.html"
    list_display: list[Any] = [
        "number",
        Column("owner", label="Собственник", sort_key="name_key"),
        HouseColumn("house", label="Дом", sort_key="house__address_key"),
        Column("premises", label="Помещение", sort_key="flat_key"),
        MoneyColumn("balance", label="Баланс, ₽", sort_key="balance", classname="num"),
        StateColumn("is_active", label="Состояние", sort_key="is_active"),
    ]


class SectionIndexView(DomainIndexView):
    add_label = "Добавить участок"
    page_title = "Участки"
    results_template_name = "accounting/section_results.html"

    def get_base_queryset(self) -> QuerySet[Section]:
        return sections.sections_with_totals()


class SectionCreateView(DomainCreateView):
    page_title = "Бухгалтерия"
    page_subtitle = "Новый участок"
    submit_button_label = "Добавить"
    success_message = "Участок «%(object)s» добавлен."


class SectionEditView(DomainEditView):
    success_message = "Участок «%(object)s» сохранён."


class SectionDeleteView(DomainDeleteView):
    success_message = "Участок «%(object)s» удалён. Дома остались."

    def delete_action(self) -> None:
        sections.remove_section(self.object, by=self.request.user)


class SectionViewSet(DomainViewSet):
    """«Бухгалтерия — Участки»."""

    absent = DomainViewSet.absent - {"delete"}
    model = Section
    name = "sections"
    icon = "site"
    form = SectionForm
    index_view_class = SectionIndexView
    add_view_class = SectionCreateView
    edit_view_class = SectionEditView
    delete_view_class = SectionDeleteView
    list_per_page = 50
    list_display: list[Any] = [
        "name",
        Column("houses_total", label="Домов", sort_key="houses_total", classname="num"),
        Column("people", label="Кто работает", accessor=lambda section: names_of(section.people.all())),
    ]


def names_of(people: Iterable[User]) -> str:
    """«Дёмин Рустам, Жуков Степан»."""
    return ", ".join(f"{person.last_name} {person.first_name}".strip() for person in people) or "никто"


def _switch(account: Account) -> MenuItem:
    if account.is_active:
        return MenuItem("Отключить", reverse("deactivate_account", args=[account.pk]), icon_name="cross", priority=30)
    return MenuItem("Включить", reverse("activate_account", args=[account.pk]), icon_name="check", priority=30)

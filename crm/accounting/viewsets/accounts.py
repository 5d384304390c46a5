from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from crm.accounting import cards, list_buttons, rights
from crm.accounting.domain import queries
from crm.accounting.exports import ACCOUNT_HEADINGS, AccountsExportMixin
from crm.accounting.filters import AccountFilter
from crm.accounting.forms import AccountForm
from crm.accounting.models import Account
from crm.accounting.viewsets.columns import HouseColumn, MoneyColumn, StateColumn
from crm.shell.viewsets import (
    DomainCreateView,
    DomainEditView,
    DomainIndexView,
    DomainInspectView,
    DomainViewSet,
)
from identity.may import may


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
            buttons.append(
                Button("Импортировать задолженность", reverse("import_debts"), icon_name="upload", priority=11)
            )
        return [*buttons, *list_buttons.shown_to(self.request.user)]  # type: ignore[arg-type]  # staff

    def _get_title_column(self, field_name: str, column_class: type[Column] = TitleColumn, **kwargs: Any) -> Column:
        """The number opens the account's screen, for those who may edit too."""
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)

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


class AccountScreenView(DomainInspectView):
    """One screen that answers a phone call: who, where, how much, whom to call; the cards of all modules below."""

    page_title = "Лицевой счёт"
    fields = ["number"]  # the template says the rest; Wagtail would ask for every relation

    def own(self, rows: QuerySet[Account]) -> QuerySet[Account]:
        return super().own(rows).select_related("house__section", "house__responsible__user", "successor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, account = self.request.user, self.object
        return super().get_context_data(
            **kwargs,
            account=account,
            successor=getattr(account, "successor", None),
            contacts=cards.contacts_for(account, user=user),
            buttons=cards.buttons.shown_to(user, account),
            cards=cards.cards_for(account, user=user),
        )


class AccountViewSet(DomainViewSet):
    """«Бухгалтерия — Список собственников»."""

    model = Account
    name = "accounts"
    icon = "list-ul"
    form = AccountForm
    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    inspect_view_class = AccountScreenView
    filterset_class = AccountFilter
    search_fields = ["number", "name_key", "flat"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["house__address_key", "flat_key", "pk"]
    list_export = list(ACCOUNT_HEADINGS)  # Wagtail shows its buttons when there are some
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


def _switch(account: Account) -> MenuItem:
    if account.is_active:
        return MenuItem("Отключить", reverse("deactivate_account", args=[account.pk]), icon_name="cross", priority=30)
    return MenuItem("Включить", reverse("activate_account", args=[account.pk]), icon_name="check", priority=30)

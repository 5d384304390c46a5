from typing import Any

from django.db.models import QuerySet
from django.forms.widgets import Media
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column

from crm.accounting import debtor_exports
from crm.accounting.debtor_filter import DebtorFilter
from crm.accounting.domain import debts, queries
from crm.accounting.forms import AccountForm
from crm.accounting.models import Account
from crm.accounting.viewsets.columns import HouseColumn, MoneyColumn
from crm.shell.viewsets import DomainIndexView, DomainViewSet


class DebtAgeColumn(Column):
    """Since when the account owes, in words."""

    cell_template_name = "accounting/debt_age_cell.html"

    def get_value(self, instance: Account) -> str:
        return debts.age_in_words(instance, timezone.localdate())


class DebtorIndexView(debtor_exports.DebtorsExportMixin, DomainIndexView):
    page_title = "Должники"
    results_template_name = "accounting/debtor_results.html"

    def get_base_queryset(self) -> QuerySet[Account]:
        return debts.debtors()

    def search_queryset(self, queryset: QuerySet[Account]) -> QuerySet[Account]:
        return queries.search_accounts(queryset, self.search_query)

    def get_edit_url(self, instance: Account) -> None:
        """A debtor's card is what is wanted here, not the form."""

    def get_inspect_url(self, instance: Account) -> str:
        return reverse("accounts:inspect", args=[instance.pk])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        ages = debts.totals_by_age(self.get_queryset())
        context["ages"] = [(total, self._with(age=total.age.code)) for total in ages]
        context["debt"] = sum(total.debt for total in ages)
        context["accounts"] = sum(total.accounts for total in ages)
        context["media"] = context.get("media", Media()) + Media(css={"all": ["crm/debts.css"]})
        context["by_house_url"] = f"{reverse('debts_by_house')}?{self._query()}"
        return context

    def get_list_more_buttons(self, instance: Account) -> list[Any]:
        return []

    def _with(self, **chosen: str) -> str:
        return f"{reverse('debtors:index')}?{self._query(**chosen)}"

    def _query(self, **chosen: str) -> str:
        asked = self.request.GET.copy()
        for name in ("p", "export", "_w_filter_fragment"):
            asked.pop(name, None)
        for name, value in chosen.items():
            asked[name] = value
        return str(asked.urlencode())


class DebtorViewSet(DomainViewSet):
    """«Бухгалтерия — Должники»: accounts that owe. Their own viewset opens and edits them."""

    absent = DomainViewSet.absent | {"add", "edit"}
    model = Account
    name = "debtors"
    icon = "warning"
    form = AccountForm  # Wagtail asks for one, although the addresses of its views are absent
    index_view_class = DebtorIndexView
    filterset_class = DebtorFilter
    search_fields = ["number", "name_key", "flat"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["-balance", "id"]
    list_export = list(debtor_exports.HEADINGS)
    export_filename = "dolzhniki"
    list_display: list[Any] = [
        "number",
        Column("owner", label="Собственник", sort_key="name_key"),
        MoneyColumn("balance", label="Долг, ₽", sort_key="balance", classname="num"),
        DebtAgeColumn("debt_since", label="В долгу", sort_key="debt_since"),
        HouseColumn("house", label="Дом", sort_key="house__address_key"),
        Column("premises", label="Помещение", sort_key="flat_key"),
        Column("balance_on", label="Данные на", sort_key="balance_on"),
    ]

    def register_admin_url_finder(self) -> None:
        """An account is found at its own viewset."""

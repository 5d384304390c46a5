from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from crm.company import rights
from crm.company.domain import contractor_queries
from crm.company.domain.contract_terms import company_today, term_of
from crm.company.domain.requisites_card import read_card
from crm.company.enums import ContractorKind
from crm.company.filters import ContractorFilter
from crm.company.forms.contractors import ContractorForm, DocumentForm
from crm.company.models import Contractor
from crm.shell.viewsets import DomainCreateView, DomainEditView, DomainIndexView, DomainInspectView, DomainViewSet
from identity.may import may


class TypesColumn(Column):
    cell_template_name = "company/types_cell.html"

    def get_value(self, instance: Contractor) -> Any:
        return instance.request_types.all()


class ContractColumn(Column):
    """What is to be said of the contract today."""

    cell_template_name = "company/contract_cell.html"

    def get_value(self, instance: Contractor) -> Any:
        return term_of(instance, on=company_today())


class StateColumn(Column):
    cell_template_name = "company/contractor_state_cell.html"


class FillsFromCard:
    """A pasted card fills the fields; nothing is saved until the person has looked at them."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "fill" not in request.POST and not request.POST.get("card", "").strip():
            return super().post(request, *args, **kwargs)  # type: ignore[misc]  # Wagtail's view
        self.object = self.get_object() if self.kwargs else None  # type: ignore[attr-defined]  # Django's
        data = request.POST.copy()
        if found := read_card(data.get("card", "")):
            data.update({"card": ""})
            for field, number in found.items():
                data[field] = number
            if inn := found.get("inn"):
                data["kind"] = ContractorKind.ENTREPRENEUR if len(inn) == 12 else ContractorKind.ORGANISATION
            data["card"] = ""
        form = self.get_form_class()(**{**self.get_form_kwargs(), "data": data})  # type: ignore[attr-defined]  # Django's
        self._say(form, list(found))
        form._errors = ErrorDict()  # the person has not finished: what is missing is said when it is saved
        self.form = form
        return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]  # Django's

    def _say(self, form: ContractorForm, found: list[str]) -> None:
        if found:
            names = ", ".join(str(form.fields[name].label) for name in form.fields if name in found)
            messages.success(self.request, f"Заполнили: {names}. Проверьте и нажмите «{self.submit_button_label}».")  # type: ignore[attr-defined]  # Wagtail's
            return
        messages.warning(
            self.request,
            "В тексте не нашлось ни ИНН, ни БИК, ни счетов. Вставьте карточку целиком или впишите реквизиты в поля.",
        )


class ContractorIndexView(DomainIndexView):
    add_label = "Добавить подрядчика"
    page_title = "Подрядчики"
    results_template_name = "company/contractor_results.html"

    def get_base_queryset(self) -> QuerySet[Contractor]:
        return contractor_queries.contractors_with_types()

    def get_list_more_buttons(self, instance: Contractor) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if may(self.request.user, rights.MANAGE_CONTRACTORS):
            buttons.append(_switch(instance))
        return buttons


class ContractorCreateView(FillsFromCard, DomainCreateView):
    page_title = "Компания"
    page_subtitle = "Новый подрядчик"
    template_name = "company/contractor_create.html"
    submit_button_label = "Добавить"
    success_message = "Подрядчик %(object)s добавлен."
    error_message = "Не сохранено: исправьте отмеченное ниже."


class ContractorEditView(FillsFromCard, DomainEditView):
    object: Contractor
    template_name = "company/contractor_edit.html"
    success_message = "Подрядчик %(object)s сохранён."
    error_message = "Не сохранено: исправьте отмеченное ниже."

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        item = _switch(self.object)
        return [*super().header_more_buttons, Button(item.label, item.url, icon_name=item.icon_name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document_form = DocumentForm()
        context = super().get_context_data(document_form=document_form, **_card(self.object, manages=True), **kwargs)
        context["media"] += document_form.media
        return context


class ContractorInspectView(DomainInspectView):
    page_title = "Подрядчик"
    template_name = "company/contractor_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**_card(self.object, manages=False), **kwargs)
        return context


class ContractorViewSet(DomainViewSet):
    """«Компания — Подрядчики»."""

    model = Contractor
    name = "contractors"
    icon = "cogs"
    form = ContractorForm
    index_view_class = ContractorIndexView
    add_view_class = ContractorCreateView
    edit_view_class = ContractorEditView
    inspect_view_class = ContractorInspectView
    inspect_view_enabled = True
    inspect_template_name = ContractorInspectView.template_name
    filterset_class = ContractorFilter
    search_fields = ["short_name", "full_name", "inn", "phone", "contract_number", "contacts"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["-is_active", "short_name", "pk"]
    list_display: list[Any] = [
        "short_name",
        TypesColumn("request_types", label="Какие заявки делает"),
        Column("phone", label="Телефон", classname="nowrap"),
        ContractColumn("valid_until", label="Договор", sort_key="valid_until"),
        StateColumn("is_active", label="Состояние", sort_key="is_active"),
    ]


def _card(contractor: Contractor, *, manages: bool) -> dict[str, Any]:
    """What stands on a contractor's page beside its own fields."""
    return {
        "contractor": contractor,
        "term": term_of(contractor, on=company_today()),
        "documents": contractor_queries.documents_of(contractor),
        "people": contractor_queries.people_of(contractor),
        "manages": manages,
    }


def _switch(contractor: Contractor) -> MenuItem:
    if contractor.is_active:
        url = reverse("deactivate_contractor", args=[contractor.pk])
        return MenuItem("Отключить", url, icon_name="cross", priority=30)
    return MenuItem("Включить", reverse("activate_contractor", args=[contractor.pk]), icon_name="check", priority=30)

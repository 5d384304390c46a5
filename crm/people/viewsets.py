from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from crm.people import rights
from crm.people.domain import consents, queries
from crm.people.exports import HEADINGS, PeopleExportMixin
from crm.people.filters import PersonFilter
from crm.people.forms import PersonForm
from crm.people.models import Person
from crm.people.person_page import page_of
from crm.shell.viewsets import DomainEditView, DomainIndexView, DomainInspectView, DomainViewSet
from identity.may import may


class PhonesColumn(Column):
    cell_template_name = "people/phones_cell.html"

    def get_value(self, instance: Person) -> Any:
        return instance.phones.all()


class AccountsColumn(Column):
    cell_template_name = "people/accounts_cell.html"

    def get_value(self, instance: Person) -> Any:
        return instance.ties_in_force  # type: ignore[attr-defined]  # from people_with_everything


class ConsentsColumn(Column):
    cell_template_name = "people/consents_cell.html"

    def get_value(self, instance: Person) -> Any:
        return consents.last_words(instance.consents.all()).values()


class RegisteredColumn(Column):
    cell_template_name = "people/registered_cell.html"


class PersonIndexView(PeopleExportMixin, DomainIndexView):
    page_title = "Жители"
    results_template_name = "people/person_results.html"

    def get_base_queryset(self) -> QuerySet[Person]:
        return queries.people_with_everything()

    def get_edit_url(self, instance: Person) -> None:
        """The page of a person is wanted here; it leads to the form."""

    def search_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        return queries.search_people(queryset, self.search_query)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if may(self.request.user, rights.IMPORT_PHONES):
            buttons.append(Button("Загрузить телефоны", reverse("import_phones"), icon_name="upload", priority=10))
        return buttons


class PersonEditView(DomainEditView):
    success_message = "%(object)s: сохранено."


class PersonInspectView(DomainInspectView):
    object: Person
    page_title = "Житель"
    template_name = "people/person_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**page_of(self.object, user=self.request.user), **kwargs)
        return context


class PersonViewSet(DomainViewSet):
    """«Бухгалтерия — Жители». A person is added on the screen of an account: nobody lives nowhere."""

    absent = DomainViewSet.absent | {"add"}
    model = Person
    list_export = list(HEADINGS)  # Wagtail shows its buttons when there are some
    export_filename = "zhiteli"
    name = "people"
    icon = "group"
    form = PersonForm
    index_view_class = PersonIndexView
    edit_view_class = PersonEditView
    inspect_view_class = PersonInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["last_name"]
    inspect_template_name = PersonInspectView.template_name
    filterset_class = PersonFilter
    search_fields = ["name_key"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["name_key", "pk"]
    list_display: list[Any] = [
        "__str__",
        PhonesColumn("phones", label="Телефоны"),
        AccountsColumn("accounts", label="Лицевые счета"),
        ConsentsColumn("consents", label="Согласия"),
        RegisteredColumn("user_id", label="Личный кабинет"),
    ]

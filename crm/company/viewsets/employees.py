from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from crm.company import rights
from crm.company.domain.queries import employees_with_access
from crm.company.filters import EmployeeFilter
from crm.company.forms.employees import EmployeeForm
from crm.company.models import Employee
from crm.shell.viewsets import DomainCreateView, DomainEditView, DomainIndexView, DomainViewSet
from identity.may import may


class FaceColumn(TitleColumn):
    cell_template_name = "company/face_cell.html"


class RoleColumn(Column):
    cell_template_name = "company/role_cell.html"


class PhoneColumn(Column):
    cell_template_name = "company/phone_cell.html"


class EmployeeIndexView(DomainIndexView):
    add_label = "Добавить сотрудника"
    page_title = "Сотрудники"
    results_template_name = "company/employee_results.html"

    def get_base_queryset(self) -> QuerySet[Employee]:
        return employees_with_access()

    def _get_title_column(self, field_name: str, **kwargs: Any) -> Any:
        return super()._get_title_column(field_name, **{"column_class": FaceColumn, **kwargs})

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if may(self.request.user, rights.MANAGE_RIGHTS):
            buttons.append(Button("Кто что может", reverse("who_may_what"), icon_name="table", priority=10))
        if may(self.request.user, rights.MANAGE_EMPLOYEES):
            buttons.append(Button("Загрузить из файла", reverse("import_employees"), icon_name="upload", priority=20))
        return buttons


class EmployeeCreateView(DomainCreateView):
    page_title = "Сотрудники"
    page_subtitle = "Новый сотрудник"
    submit_button_label = "Добавить сотрудника"
    success_message = "%(object)s теперь в списке сотрудников."


class EmployeeEditView(DomainEditView):
    success_message = "Сохранено: %(object)s."

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = super().header_buttons
        if may(self.request.user, rights.MANAGE_RIGHTS):
            url = reverse("employee_rights", args=[self.object.pk])
            buttons = [*buttons, HeaderButton("Права", url, icon_name="key")]
        return buttons


class EmployeeViewSet(DomainViewSet):
    """«Компания — Список сотрудников»."""

    model = Employee
    name = "employees"
    icon = "group"
    form = EmployeeForm
    index_view_class = EmployeeIndexView
    add_view_class = EmployeeCreateView
    edit_view_class = EmployeeEditView
    inspect_view_enabled = True
    inspect_template_name = "company/employee_card.html"
    filterset_class = EmployeeFilter
    list_per_page = 50
    search_fields = ["user__last_name", "user__first_name", "user__email", "user__phone", "position", "extension"]
    search_backend_name = None
    list_display: list[Any] = [
        "listed_name",
        Column("position", label="Должность", sort_key="position"),
        RoleColumn("role", label="Роль", sort_key="user__access__role"),
        PhoneColumn("phone", label="Телефон", accessor="user.phone"),
        Column("extension", label="Доб."),
    ]

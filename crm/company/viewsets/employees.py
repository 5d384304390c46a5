from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import Button

from crm.company import rights
from crm.company.forms.employees import EmployeeForm
from crm.company.models import Employee
from crm.shell.viewsets import DomainIndexView, DomainViewSet
from identity.may import may


class EmployeeIndexView(DomainIndexView):
    add_label = "Добавить сотрудника"
    page_title = "Сотрудники"

    def get_base_queryset(self) -> QuerySet[Employee]:
        return Employee.objects.select_related("user__access")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if may(self.request.user, rights.MANAGE_EMPLOYEES):
            buttons.append(Button("Загрузить из файла", reverse("import_employees"), icon_name="upload", priority=10))
        return buttons


class EmployeeViewSet(DomainViewSet):
    """«Компания — Список сотрудников»."""

    model = Employee
    name = "employees"
    icon = "group"
    form = EmployeeForm
    index_view_class = EmployeeIndexView
    list_per_page = 50
    search_fields = ["user__last_name", "user__first_name", "user__email", "user__phone", "position"]
    search_backend_name = None
    list_display: list[Any] = [
        "__str__",
        Column("position", label="Должность"),
        Column("role", label="Роль", accessor="user.access.get_role_display"),
        Column("email", label="Почта", accessor="user.email"),
        BooleanColumn("is_active", label="Работает", accessor="user.is_active"),
    ]
    list_filter = {"user__access__role": ["exact"], "user__is_active": ["exact"]}

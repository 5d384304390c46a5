from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import BooleanColumn, Column

from crm.company.forms.employees import EmployeeForm
from crm.company.models import Employee
from crm.shell.viewsets import DomainIndexView, DomainViewSet


class EmployeeIndexView(DomainIndexView):
    add_label = "Добавить сотрудника"
    page_title = "Сотрудники"

    def get_base_queryset(self) -> QuerySet[Employee]:
        return Employee.objects.select_related("user__access")


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

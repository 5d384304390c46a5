from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from crm.company.domain import employees
from crm.company.models import Employee
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.models import User


class EmployeeForm(WagtailAdminModelForm):
    """An employee with the account behind: manual, section 4, «Добавить сотрудника»."""

    last_name = forms.CharField(label="Фамилия", max_length=100)
    first_name = forms.CharField(label="Имя", max_length=100)
    patronymic = forms.CharField(label="Отчество", max_length=100, required=False)
    email = forms.EmailField(label="Электронная почта", help_text="Это логин. На неё придёт пароль.")
    phone = forms.CharField(
        label="Мобильный телефон", max_length=30, required=False, help_text="Им тоже можно входить."
    )
    position = forms.CharField(
        label="Должность", max_length=120, required=False, help_text="Как в штатном расписании; на права не влияет."
    )
    role = forms.ChoiceField(
        label="Роль",
        choices=[(role.value, role.label) for role in EMPLOYEE_ROLES],
        help_text="От роли зависит, что сотрудник может делать.",
    )
    is_active = forms.BooleanField(
        label="Работает",
        required=False,
        initial=True,
        help_text="Снимите, если человек уволился: он сразу выйдет отовсюду.",
    )
    send_password = forms.BooleanField(label="Отправить новый пароль на почту", required=False, initial=True)

    class Meta:
        model = Employee
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["is_active"]
            return
        user: User = self.instance.user
        for name in ("last_name", "first_name", "patronymic", "email", "phone", "is_active"):
            self.fields[name].initial = getattr(user, name)
        self.fields["position"].initial = self.instance.position
        self.fields["role"].initial = user.access.role
        self.fields["send_password"].initial = False

    def apply(self, *, by: User) -> Employee:
        data = dict(self.cleaned_data)
        send_password = data.pop("send_password")
        data["role"] = Role(data["role"])
        if not self.instance.pk:
            return employees.hire(**data, by=by, send_password=send_password)
        employee = employees.change(self.instance, **data, by=by)
        if send_password and employee.user.is_active:
            employees.invite(employee, by=by)
        return employee

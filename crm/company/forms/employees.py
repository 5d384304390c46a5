from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from crm.company.domain import employees
from crm.company.models import Employee
from crm.company.rights import MANAGE_RIGHTS
from crm.request_types.models import RequestType
from crm.rights.enums import EMPLOYEE_ROLES, Role
from crm.rights.models import Section
from files.forms import ImageField
from identity.may import may
from identity.models import User
from identity.phones import show_phone
from tenants import time_zones
from tenants.context import current_tenant

PHOTO_BYTES = 5 * 2**20
_ROLES = [(role.value, role.label) for role in EMPLOYEE_ROLES]


def time_zone_choices() -> list[tuple[str, str]]:
    """The company's own zone first, then all of Russia from west to east."""
    ours = time_zones.describe(current_tenant().time_zone).label
    return [("", f"Как у компании: {ours}"), *((zone.name, zone.label) for zone in time_zones.zones())]


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
    extension = forms.CharField(
        label="Добавочный номер телефонии", max_length=10, required=False, help_text="Только цифры, например 101."
    )
    photo = ImageField(label="Фотография", required=False, max_bytes=PHOTO_BYTES)
    remove_photo = forms.BooleanField(label="Убрать фотографию", required=False)
    role = forms.ChoiceField(
        label="Роль",
        choices=[("", "Выберите роль"), *_ROLES],
        help_text="От роли зависит, что сотрудник может делать. Отдельные права меняются потом, кнопкой «Права».",
    )
    request_types = forms.ModelMultipleChoiceField(
        label="Какие заявки выполняет",
        queryset=RequestType.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Диспетчеру предложат его только на такие заявки.",
    )
    sections = forms.ModelMultipleChoiceField(
        label="Участки",
        queryset=Section.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Дома этих участков — его дома.",
    )
    time_zone = forms.ChoiceField(
        label="Часовой пояс", required=False, help_text="В нём человек видит все времена; может сменить и сам."
    )
    is_active = forms.BooleanField(
        label="Работает",
        required=False,
        initial=True,
        help_text="Снимите, если человек уволился: он сразу выйдет отовсюду, а в истории останется.",
    )
    send_password = forms.BooleanField(label="Отправить новый пароль на почту", required=False, initial=True)

    class Meta:
        model = Employee
        fields: list[str] = []

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, for_user=for_user, **kwargs)
        self.fields["time_zone"].choices = time_zone_choices()
        sections = self.fields["sections"]
        if not may(for_user, MANAGE_RIGHTS):
            sections.disabled, sections.help_text = True, "Меняет тот, кто раздаёт права."
        elif not sections.queryset.exists():
            del self.fields["sections"]
        if not self.instance.pk:
            del self.fields["is_active"], self.fields["remove_photo"]
            return
        self._show_employee()

    def _show_employee(self) -> None:
        employee: Employee = self.instance
        for name in ("last_name", "first_name", "patronymic", "email", "time_zone", "is_active"):
            self.fields[name].initial = getattr(employee.user, name)
        self.fields["phone"].initial = show_phone(employee.user.phone) if employee.user.phone else ""
        self.fields["role"].choices = _ROLES
        for name in ("position", "extension"):
            self.fields[name].initial = getattr(employee, name)
        self.fields["role"].initial = employee.user.access.role
        self.fields["role"].help_text = "Другая роль сбросит отдельные права, если их меняли."
        self.fields["request_types"].initial = list(employee.request_types.values_list("pk", flat=True))
        if "sections" in self.fields:
            self.fields["sections"].initial = list(employee.user.sections.values_list("pk", flat=True))
        self.fields["send_password"].initial = False
        if not employee.photo:
            del self.fields["remove_photo"]

    def _post_clean(self) -> None:
        """The rules are the domain function's, which the view calls."""

    def apply(self, *, by: User) -> Employee:
        data = dict(self.cleaned_data)
        photo, remove_photo = data.pop("photo"), data.pop("remove_photo", False)
        send_password = data.pop("send_password")
        data["role"] = Role(data["role"])
        data.setdefault("sections", [])
        if self.instance.pk:
            employee = employees.change(self.instance, **data, by=by)
            if send_password and employee.user.is_active:
                employees.invite(employee, by=by)
        else:
            employee = employees.hire(**data, by=by, send_password=send_password)
        if photo or remove_photo:
            employees.set_photo(employee, photo=photo, by=by)
        return employee

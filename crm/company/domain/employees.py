"""Hiring, changing and letting go."""

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.users.models import UserProfile

from crm.company.models import Employee
from crm.journal.domain.entries import differences, record
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.domain.passwords import give_one_time_password
from identity.domain.sessions import sign_out_everywhere
from identity.models import User
from identity.phones import normalise_phone
from notifications.domain import letters
from tenants.context import base_url, current_tenant
from tenants.errors import DomainError

_SHOWN = ["email", "phone", "last_name", "first_name", "patronymic", "is_active"]


@transaction.atomic
def hire(
    *,
    last_name: str,
    first_name: str,
    patronymic: str,
    email: str,
    role: Role,
    by: User | None,
    phone: str = "",
    position: str = "",
    send_password: bool = True,
) -> Employee:
    """Add an employee and, unless told not to, e-mail a one-time password.

    Raises DomainError if the e-mail or the phone is taken or wrong.
    """
    user = User(
        email=email.strip().lower(),
        phone=normalise_phone(phone) if phone else "",
        last_name=last_name.strip(),
        first_name=first_name.strip(),
        patronymic=patronymic.strip(),
        is_staff=True,
    )
    user.set_unusable_password()
    _save(user)
    employee = Employee.objects.create(user=user, position=position.strip())
    access.give_role(user, role=role, by=by)
    _show_times_of(user, zone=current_tenant().time_zone)
    record(action="company.hire_employee", obj=employee, by=by, changes=differences(None, user, _SHOWN))
    if send_password:
        invite(employee, by=by)
    return employee


@transaction.atomic
def change(
    employee: Employee,
    *,
    last_name: str,
    first_name: str,
    patronymic: str,
    email: str,
    phone: str,
    position: str,
    role: Role,
    is_active: bool,
    by: User,
) -> Employee:
    """Change an employee's data and role; one who is no longer active is signed out everywhere at once.

    Raises DomainError if the e-mail or phone is taken, or the last active head would be lost.
    """
    employee = Employee.objects.select_for_update().select_related("user").get(pk=employee.pk)
    before = User.objects.get(pk=employee.user_id)
    user = employee.user
    user.last_name, user.first_name, user.patronymic = last_name.strip(), first_name.strip(), patronymic.strip()
    user.email, user.phone = email.strip().lower(), normalise_phone(phone) if phone else ""
    user.is_active = is_active
    access.refuse_beyond(by, of=user)
    if before.is_active and not is_active:
        access.keep_a_head(except_for=user)
    _save(user)
    employee.position = position.strip()
    employee.save()
    old_role = Access.objects.get(user=user).role
    changes = differences(before, user, _SHOWN)
    if old_role != role:
        access.give_role(user, role=role, by=by)
        changes["role"] = [old_role, role]
    record(action="company.change_employee", obj=employee, by=by, changes=changes)
    if before.is_active and not is_active:
        sign_out_everywhere(user)
    return employee


def invite(employee: Employee, *, by: User | None = None) -> None:
    """E-mail login and a new one-time password («Отправить новый пароль на почту»)."""
    user = employee.user
    password = give_one_time_password(user, by=by)
    tenant = current_tenant()
    letters.write(
        template="invitation",
        to=user.email,
        subject=f"Вход в Бурмистр: {tenant.short_name}",
        context={
            "person": user,
            "company": tenant.short_name,
            "password": password,
            "sign_in": f"{base_url(tenant)}/crm/",
            "site": base_url(tenant),
        },
    )


def _show_times_of(user: User, *, zone: str) -> None:
    """Wagtail's screens take the zone from its own profile of the person, else Moscow's."""
    profile = UserProfile.get_for_user(user)
    profile.current_time_zone = zone
    profile.save(update_fields=["current_time_zone"])


def _save(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        if field == "__all__":
            field = "phone" if "телефон" in messages[0] else "email"
        raise DomainError(messages[0], field=field) from None
    user.save()

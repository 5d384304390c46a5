"""Hiring, changing and letting go."""

from django.contrib.sessions.models import Session
from django.db import transaction

from crm.company.domain import people
from crm.company.models import Employee
from crm.journal.domain.entries import differences, record
from crm.rights.domain import access
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User

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
    user = people.open_account(
        last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, phone=phone
    )
    employee = Employee.objects.create(user=user, position=position.strip())
    access.give_role(user, role=role, by=by)
    record(action="company.hire_employee", obj=employee, by=by, changes=differences(None, user, _SHOWN))
    if send_password:
        invite(employee)
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
    people.fill_account(
        user, last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, phone=phone
    )
    user.is_active = is_active
    access.refuse_beyond(by, of=user)
    if before.is_active and not is_active:
        access.keep_a_head(except_for=user)
    people.save_account(user)
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


def invite(employee: Employee) -> None:
    """E-mail login and a new one-time password («Отправить новый пароль на почту»)."""
    people.send_invitation(employee.user, door=people.OFFICE)


@transaction.atomic
def invite_first_time(employee_id: int) -> None:
    """The same for one who has got no password yet; does nothing for anybody else, so it is safe to repeat."""
    employee = Employee.objects.select_for_update(of=("user",)).select_related("user").get(pk=employee_id)
    if employee.user.is_active and not employee.user.has_usable_password():
        invite(employee)


def sign_out_everywhere(user: User) -> None:
    """End every session of the person in this schema."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()

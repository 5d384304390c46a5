"""Hiring, changing and letting go."""

import re
from collections.abc import Collection

from django.core.files.base import File
from django.db import transaction

from crm.company.domain import people
from crm.company.models import Employee
from crm.journal.domain.entries import differences, record
from crm.mobile.domain.own_profile import choose_time_zone
from crm.request_types.models import RequestType
from crm.rights.domain import access
from crm.rights.domain.membership import set_sections
from crm.rights.enums import Role
from crm.rights.models import Access, Section
from files.domain.images import clean_image
from identity.domain.sessions import sign_out_everywhere
from identity.models import User
from identity.phones import normalise_phone
from tenants.errors import DomainError

PHOTO_SIDE = 512  # pixels
_SHOWN = ["email", "phone", "last_name", "first_name", "patronymic", "is_active", "time_zone"]
_SHOWN_OF_WORK = ["position", "extension"]


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
    extension: str = "",
    request_types: Collection[RequestType] = (),
    sections: Collection[Section] = (),
    time_zone: str = "",
    send_password: bool = True,
) -> Employee:
    """Add an employee and, unless told not to, e-mail a one-time password; without a zone times are the company's.

    Raises DomainError if the e-mail, the phone or the extension is taken or wrong, the zone is unknown, or if the
    role brings rights that `by` lacks.
    """
    user = people.open_account(
        last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, phone=phone
    )
    if time_zone:
        people.put_time_zone(user, zone=time_zone)
    employee = Employee(user=user)
    _fill_work(employee, position=position, extension=extension)
    access.give_role(user, role=role, by=by)
    changes = differences(None, user, _SHOWN) | differences(None, employee, _SHOWN_OF_WORK) | {"role": [None, role]}
    record(
        action="company.hire_employee",
        obj=employee,
        by=by,
        changes=changes | _set_what_he_does(employee, request_types, sections, by=by),
    )
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
    extension: str,
    request_types: Collection[RequestType],
    sections: Collection[Section],
    role: Role,
    is_active: bool,
    by: User,
    time_zone: str | None = None,
) -> Employee:
    """Change an employee's data and role; one who is no longer active is signed out everywhere at once.

    `time_zone`: "" follows the company's, None leaves what the person has chosen. Another role drops whatever
    differed from the old one. Raises DomainError if the e-mail, the phone or the extension is taken, the employee may
    something that `by` may not, or nobody would be left to give rights.
    """
    access.refuse_beyond(by, of=employee.user)
    employee, before, was = _locked(employee)
    user = employee.user
    people.fill_account(
        user, last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, phone=phone
    )
    user.is_active = is_active
    if was.is_active and not is_active:
        access.keep_a_head(except_for=user)
        extension = ""  # the number rings at the desk of whoever comes after
    people.save_account(user)
    if time_zone is not None:
        people.put_time_zone(user, zone=time_zone)
    _fill_work(employee, position=position, extension=extension)
    if Access.objects.get(user=user).role != role:
        access.give_role(user, role=role, by=by)
    changes = differences(was, user, _SHOWN) | differences(before, employee, _SHOWN_OF_WORK)
    changes |= _set_what_he_does(employee, request_types, sections, by=by)
    if changes:
        record(action="company.change_employee", obj=employee, by=by, changes=changes)
    if was.is_active and not is_active:
        sign_out_everywhere(user)
    return employee


@transaction.atomic
def set_photo(employee: Employee, *, photo: File | None, by: User) -> Employee:
    """Put a photo (already drawn anew by `files.forms.ImageField`) in the place of the old one; None takes it away.

    The old file goes once the transaction has been committed.
    """
    employee, before, _ = _locked(employee)
    if photo is None:
        employee.photo = ""
        employee.save(update_fields=["photo"])
    else:
        small = clean_image(photo, name=photo.name or "", max_side=PHOTO_SIDE)
        employee.photo.save(f"employees/{small.name}", small)
    if old := before.photo.name:
        transaction.on_commit(lambda: before.photo.storage.delete(old))
    record(action="company.change_photo", obj=employee, by=by)
    return employee


@transaction.atomic
def change_own_contacts(user: User, *, phone: str, time_zone: str) -> None:
    """What everybody changes of oneself: the mobile phone and the zone in which every time is shown.

    Raises DomainError if the phone is taken or unreadable, or the zone is unknown. Source: manual, section 6,
    «Настройка часового пояса для сотрудника».
    """
    user = choose_time_zone(user, zone=time_zone)
    was = User.objects.get(pk=user.pk)
    user.phone = normalise_phone(phone) if phone else ""
    people.save_account(user)
    if changes := differences(was, user, ["phone"]):
        record(action="company.change_own_contacts", obj=user, by=user, changes=changes)


@transaction.atomic
def invite(employee: Employee, *, by: User | None) -> None:
    """E-mail login and a new one-time password («Отправить новый пароль на почту»).

    Raises DomainError if the employee does not work any more, or may something that `by` may not.
    """
    user = employee.user
    if not user.is_active:
        raise DomainError("Сотрудник не работает: пароль ему не нужен.")
    access.refuse_beyond(by, of=user)
    people.send_invitation(user, door=people.OFFICE, by=by)
    record(action="company.send_password", obj=employee, by=by)


@transaction.atomic
def invite_first_time(employee_id: int) -> None:
    """The same for one who has got no password yet; does nothing for anybody else, so it is safe to repeat."""
    employee = Employee.objects.select_for_update(of=("user",)).select_related("user").get(pk=employee_id)
    if employee.user.is_active and not employee.user.has_usable_password():
        invite(employee, by=None)


def _locked(employee: Employee) -> tuple[Employee, Employee, User]:
    """The row to change, locked with its person, and both as they were."""
    user = User.objects.select_for_update().get(pk=employee.user_id)
    locked = Employee.objects.select_for_update().get(pk=employee.pk)
    locked.user = user
    return locked, Employee.objects.get(pk=employee.pk), User.objects.get(pk=user.pk)


def _fill_work(employee: Employee, *, position: str, extension: str) -> None:
    employee.position, employee.extension = position.strip(), extension.strip()
    if employee.extension and not re.fullmatch(r"\d{1,10}", employee.extension):
        raise DomainError("Добавочный номер — только цифры, например 101.", field="extension")
    taken = Employee.objects.filter(extension=employee.extension).exclude(pk=employee.pk)
    if employee.extension and (other := taken.select_related("user").first()):
        raise DomainError(f"Этот добавочный уже у другого: {other}.", field="extension")
    employee.save()


def _set_what_he_does(
    employee: Employee, request_types: Collection[RequestType], sections: Collection[Section], *, by: User | None
) -> dict[str, list[object]]:
    """Types of requests and sections; what changed, in words."""
    changes: dict[str, list[object]] = {}
    before = list(employee.request_types.all())
    if set(before) != set(request_types):
        employee.request_types.set(request_types)
        changes["request_types"] = [", ".join(sorted(map(str, kinds))) for kinds in (before, request_types)]
    if moved := set_sections(employee.user, sections, by=by):
        changes["sections"] = list(moved)
    return changes

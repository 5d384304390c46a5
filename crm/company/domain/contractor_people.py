"""People of contractors: they sign in, on the phone, and are no employees."""

from django.db import transaction

from crm.company.domain import people
from crm.company.domain.employees import sign_out_everywhere
from crm.company.models import Contractor, ContractorPerson
from crm.journal.domain.entries import differences, record
from crm.rights.domain import access
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError

_SHOWN = ["email", "phone", "last_name", "first_name", "patronymic", "is_active"]


def contractor_of(user: User) -> Contractor | None:
    """For whom this person works; None for employees and residents. Requests are narrowed by it."""
    return Contractor.objects.filter(people__user_id=user.pk).first()


@transaction.atomic
def add_person(
    contractor: Contractor,
    *,
    last_name: str,
    first_name: str,
    patronymic: str,
    email: str,
    phone: str,
    by: User | None,
    send_password: bool = True,
) -> ContractorPerson:
    """Let somebody of a contractor sign in on the phone; unless told not to, e-mail a one-time password.

    Raises DomainError if the contractor is switched off, the e-mail or the phone is taken or wrong, or `by` lacks a
    right that people of contractors have.
    """
    contractor = _at_work(contractor)
    user = people.open_account(
        last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, phone=phone
    )
    person = ContractorPerson.objects.create(contractor=contractor, user=user)
    access.give_role(user, role=Role.CONTRACTOR, by=by)
    changes = differences(None, user, _SHOWN)
    record(action="company.add_contractor_person", obj=person, by=by, changes=_with(contractor, changes))
    if send_password:
        people.send_invitation(user, door=people.POCKET, by=by)
    return person


@transaction.atomic
def change_person(
    person: ContractorPerson,
    *,
    last_name: str,
    first_name: str,
    patronymic: str,
    email: str,
    phone: str,
    by: User,
) -> ContractorPerson:
    """Change name, e-mail and phone. Raises DomainError if the e-mail or the phone is taken or wrong."""
    person = _locked(person)
    before = User.objects.get(pk=person.user_id)
    access.refuse_beyond(by, of=person.user)
    people.fill_account(
        person.user, last_name=last_name, first_name=first_name, patronymic=patronymic, email=email, phone=phone
    )
    people.save_account(person.user)
    if changes := differences(before, person.user, _SHOWN):
        record(action="company.change_contractor_person", obj=person, by=by, changes=changes)
    return person


@transaction.atomic
def deactivate_person(person: ContractorPerson, *, by: User) -> ContractorPerson:
    """Sign the person out everywhere at once and let them in no more. Raises DomainError if that is so already."""
    person = _locked(person)
    if not person.user.is_active:
        raise DomainError("Этот человек уже отключён.")
    _shut_out(person, by=by)
    return person


@transaction.atomic
def activate_person(person: ContractorPerson, *, by: User) -> ContractorPerson:
    """Let the person in again. Raises DomainError if the contractor is switched off."""
    _at_work(person.contractor)  # the contractor is locked before its people, as in switching it off
    person = _locked(person)
    if person.user.is_active:
        raise DomainError("Этот человек и так может входить.")
    access.refuse_beyond(by, of=person.user)
    person.user.is_active = True
    people.save_account(person.user)
    record(action="company.activate_contractor_person", obj=person, by=by, changes={"is_active": [False, True]})
    return person


@transaction.atomic
def invite_again(person: ContractorPerson, *, by: User) -> None:
    """«Отправить новый пароль на почту». Raises DomainError if the person may not sign in."""
    person = _locked(person)
    if not person.user.is_active:
        raise DomainError("Этот человек отключён: сначала включите его.")
    access.refuse_beyond(by, of=person.user)
    record(action="company.invite_contractor_person", obj=person, by=by)
    people.send_invitation(person.user, door=people.POCKET, by=by)


def let_nobody_in(contractor: Contractor, *, by: User) -> None:
    """Shut out everybody of a contractor; part of switching it off."""
    for person in contractor.people.select_related("user").filter(user__is_active=True):
        _shut_out(person, by=by)


def _shut_out(person: ContractorPerson, *, by: User) -> None:
    person.user.is_active = False
    person.user.save(update_fields=["is_active"])
    record(action="company.deactivate_contractor_person", obj=person, by=by, changes={"is_active": [True, False]})
    sign_out_everywhere(person.user)


def _at_work(contractor: Contractor) -> Contractor:
    """The contractor, locked: nobody is let in while it is being switched off."""
    contractor = Contractor.objects.select_for_update().get(pk=contractor.pk)
    if not contractor.is_active:
        raise DomainError("Подрядчик отключён, поэтому войти от него нельзя. Сначала включите подрядчика.")
    return contractor


def _locked(person: ContractorPerson) -> ContractorPerson:
    rows = ContractorPerson.objects.select_for_update(of=("self", "user")).select_related("user", "contractor")
    return rows.get(pk=person.pk)


def _with(contractor: Contractor, changes: dict[str, list[object]]) -> dict[str, list[object]]:
    return {**changes, "contractor": [None, str(contractor)]}

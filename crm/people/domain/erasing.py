"""Erasing a resident (152-ФЗ, ст. 21): name and contacts go, consents stay as a proof of nobody's name."""

from django.db import transaction

from crm.accounting.domain.names import name_key
from crm.company.domain.erasing import ERASED
from crm.journal.domain.entries import record
from crm.people.acts import ERASE_PERSON
from crm.people.domain.queries import in_force
from crm.people.models import AccountPerson, Person
from identity.models import User
from tenants.errors import DomainError


def is_erased(person: Person) -> bool:
    """True if nothing of the person is left."""
    return person.last_name == ERASED


def why_kept(person: Person) -> str:
    """The ground on which the data cannot be erased now; empty if they can."""
    tie = AccountPerson.objects.filter(in_force(), person=person, account__is_active=True).select_related("account")
    if found := tie.first():
        return (
            f"Связан с действующим счётом {found.account.number}: данные нужны для исполнения договора управления. "
            "Сначала закончите связь на странице жителя."
        )
    return ""


@transaction.atomic
def erase_person(person: Person, *, by: User | None) -> Person:
    """Replace the name by neutral words, remove phones, e-mail, note and devices; ties and consents stay.

    Does nothing to one that is erased already. Raises DomainError if the person is of an account in force.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if is_erased(person):
        return person
    if reason := why_kept(person):
        raise DomainError(reason)
    person.phones.all().delete()
    person.devices.all().delete()
    person.last_name, person.first_name, person.patronymic = ERASED, "", ""
    person.name_key = name_key(ERASED, "", "")
    person.email = person.note = ""
    person.save()
    record(action=ERASE_PERSON, obj=person, by=by)
    return person

"""E-mail addresses that take no letters: nothing goes there until the address is changed or found to work after all."""

from django.db import transaction
from django.utils import timezone

from crm.journal.domain.entries import record
from crm.people.domain import phones
from crm.people.models import Person
from identity.models import User
from tenants.errors import DomainError


@transaction.atomic
def note_returned(address: str) -> int:
    """A letter came back because there is no such address: mark it with everybody who has it; with how many."""
    people = Person.objects.select_for_update().filter(email=address.strip().lower(), email_returned_at=None)
    marked = list(people.exclude(email="").order_by("pk"))
    for person in marked:
        person.email_returned_at = timezone.now()
        person.save(update_fields=["email_returned_at"])
        record(action="people.note_returned", obj=person, by=None, changes={"returned_email": [None, person.email]})
    return len(marked)


@transaction.atomic
def trust_email(person: Person, *, by: User) -> None:
    """The address works after all: letters go there again. Raises DomainError if nothing was wrong with it."""
    person = phones.locked(person)
    if person.email_returned_at is None:
        raise DomainError("На этот адрес письма и так отправляются.")
    person.email_returned_at = None
    person.save(update_fields=["email_returned_at"])
    record(action="people.trust_email", obj=person, by=by, changes={"returned_email": [person.email, None]})


@transaction.atomic
def remove_email(person: Person, *, address: str, by: User) -> None:
    """Take the address out of the card if it is still this one. Raises DomainError if it is not, or data are erased."""
    person = phones.locked(person)
    if person.email != address or not address:
        raise DomainError("Этого адреса в карточке уже нет.")
    person.email = ""
    person.save(update_fields=["email", "updated_at"])
    record(action="people.change_person", obj=person, by=by, changes={"email": [address, ""]})

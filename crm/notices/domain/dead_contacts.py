"""Numbers and addresses of which a carrier said that there are none: what the office is offered to do about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from crm.notices.models import Delivery
from crm.people import rights
from crm.people.domain import phones, returned
from crm.people.models import Person, PersonPhone
from crm.rights.domain.rows import within
from identity.models import User
from notifications.channels import Way
from tenants.errors import DomainError


@dataclass(frozen=True)
class DeadContact:
    """What is said of one delivery; `may_remove`: the contact still stands in the card, and the reader may change
    that."""

    words: str
    may_remove: bool


def among(deliveries: Iterable[Delivery], *, user: User) -> dict[int, DeadContact]:
    """Of those that went to nowhere, by their numbers; two queries, none where there are none."""
    dead = [one for one in deliveries if one.is_nowhere]
    if not dead:
        return {}
    people = Person.objects.filter(pk__in={one.person_id for one in dead if one.person_id})
    mine = set(within(people, rights.EDIT_PEOPLE, user=user).values_list("pk", flat=True))
    numbers = set(PersonPhone.objects.filter(person__in=mine).values_list("person_id", "number"))
    return {one.pk: _told(one, is_there=_is_there(one, numbers), may_edit=one.person_id in mine) for one in dead}


@transaction.atomic
def remove(delivery: Delivery, *, by: User) -> Person:
    """Take the number or the address that this went to out of the person's card. What was sent to whom stays.

    Raises DomainError if nothing is wrong with it, it stands there no longer, or the person may not be changed.
    """
    if not delivery.is_nowhere or delivery.person is None:
        raise DomainError("С этим номером или адресом всё в порядке.")
    people = Person.objects.filter(pk=delivery.person.pk)
    person = within(people, rights.EDIT_PEOPLE, user=by).first()
    if person is None:
        raise DomainError("Этот житель не на ваших участках: его карточку меняет тот, кто отвечает за дом.")
    if delivery.channel == Way.EMAIL:
        returned.remove_email(person, address=delivery.address, by=by)
        return person
    phone = PersonPhone.objects.filter(person=person, number=delivery.address).first()
    if phone is None:
        raise DomainError("Этого номера в карточке уже нет.")
    phones.remove_phone(phone, by=by)
    return person


def _is_there(delivery: Delivery, numbers: set[tuple[int, str]]) -> bool:
    """In the card of a person who may be changed; of others it is not asked."""
    if delivery.channel == Way.EMAIL:
        return bool(delivery.person and delivery.person.email == delivery.address)
    return (delivery.person_id, delivery.address) in numbers


def _told(delivery: Delivery, *, is_there: bool, may_edit: bool) -> DeadContact:
    is_email = delivery.channel == Way.EMAIL
    words = "Адрес не принимает письма." if is_email else "Номер не существует."
    if may_edit and is_there:
        return DeadContact(f"{words} {'Убрать?' if is_email else 'Убрать из карточки?'}", may_remove=True)
    return DeadContact(f"{words} В карточке его уже нет." if may_edit else words, may_remove=False)

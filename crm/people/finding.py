"""Residents in «Найти»: by phone, also by its last digits, and by name; and their phones on an account's screen."""

import operator
from functools import reduce

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from crm.accounting import cards
from crm.accounting.cards import Contact, ContactSource
from crm.accounting.domain.asking import Asked
from crm.accounting.domain.finding import MOST, Finder, Hit, register_finder
from crm.accounting.models import Account
from crm.people import rights
from crm.people.domain.queries import in_force
from crm.people.models import NUMBER_REVERSED, AccountPerson, Person, PersonPhone
from crm.rights.domain.rows import within
from identity.models import User
from identity.phones import show_phone

FEWEST_LAST_DIGITS = 4
_MOST_PHONES = 500  # of a beginning that thousands share
_WHOLE = 10  # digits of a Russian number without «+7» or «8»


def find_people(asked: Asked, user: User) -> list[Hit]:
    """Residents who have such a phone or name, with their accounts; four queries at most."""
    found = _with_phone(asked.digits) if asked.digits else _with_name(asked)
    if found is None:
        return []
    own = within(Account.objects.all(), rights.SEE_PEOPLE, user=user)
    ties = AccountPerson.objects.filter(in_force(), account__in=own.values("pk")).select_related("account__house")
    people = within(found, rights.SEE_PEOPLE, user=user).prefetch_related(
        "phones", Prefetch("ties", ties.order_by("pk"), to_attr="ties_now")
    )
    return [_hit(person) for person in people.order_by("name_key", "pk")[: MOST + 1]]


def phones_of(account: Account, user: User) -> list[Contact]:
    """Phones of everybody who is something to the account today; one query."""
    phones = (
        PersonPhone.objects.filter(
            person__in=AccountPerson.objects.filter(in_force(), account=account).values("person")
        )
        .select_related("person")
        .order_by("pk")
    )
    return [Contact(phone.number, show_phone(phone.number), str(phone.person)) for phone in phones]


def register() -> None:
    """Put residents into the search and their phones onto the screen of an account."""
    register_finder(Finder("people", 30, "Жители", rights.SEE_PEOPLE, find_people))
    cards.register_contacts("people", ContactSource(rights.SEE_PEOPLE, phones_of))


def _with_phone(digits: str) -> QuerySet[Person] | None:
    """By the whole number however it is written, its beginning, or at least its last four digits."""
    if len(digits) < FEWEST_LAST_DIGITS:
        return None
    begins = [f"+7{digits}", f"+{digits}", *([f"+7{digits[1:]}"] if digits[0] in "78" else [])]
    ways = reduce(operator.or_, (Q(number__startswith=begin) for begin in begins))
    if len(digits) <= _WHOLE:
        ways |= Q(reversed_number__startswith=digits[::-1])
    # Found first by its own indexes: in one query the order of names tempts the planner to walk through everybody.
    phones = PersonPhone.objects.alias(reversed_number=NUMBER_REVERSED).filter(ways).order_by("number", "pk")
    return Person.objects.filter(pk__in=list(phones.values_list("person", flat=True)[:_MOST_PHONES]))


def _with_name(asked: Asked) -> QuerySet[Person] | None:
    if not asked.names or asked.flat:
        return None
    return Person.objects.filter(name_key__startswith=" ".join(asked.names))


def _hit(person: Person) -> Hit:
    phones = ", ".join(show_phone(phone.number) for phone in person.phones.all()[:2])
    flats = "; ".join(
        ", ".join(part for part in (tie.account.house.address, tie.account.premises) if part)
        for tie in person.ties_now[:3]  # type: ignore[attr-defined]  # prefetched above
    )
    return Hit(
        " · ".join(part for part in (str(person), phones) if part), flats, reverse("people:inspect", args=[person.pk])
    )

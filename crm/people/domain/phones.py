"""Phones of residents: mobiles only, as text messages have to reach them (manual, section 11)."""

import re

import phonenumbers
from django.db import transaction
from phonenumbers import PhoneMetadata, PhoneNumberType

from crm.company.domain.erasing import ERASED
from crm.journal.domain.entries import record
from crm.people.models import Person, PersonPhone
from identity.models import User
from identity.phones import normalise_phone, show_phone
from tenants.errors import DomainError

_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_PATTERN = PhoneMetadata.metadata_for_region("RU").mobile.national_number_pattern  # type: ignore[union-attr]  # known
_RUSSIAN_MOBILE = re.compile(rf"(?:\+7|7|8)?({_PATTERN})", re.ASCII)
_PUNCTUATION = re.compile(r"[\s().\-]+")
_BETWEEN = re.compile(r"[,;/\n]+|\bили\b")
_LENGTH = 10  # digits of a Russian number without its code


def clean_mobile(text: str) -> str:
    """A mobile phone as E.164, however typed: «+7 908 437-34-18», «89084373418», «9084373418» (neither + nor 8).

    Raises DomainError for what is no phone, and for a landline, where no text message can come.
    """
    if found := _RUSSIAN_MOBILE.fullmatch(_PUNCTUATION.sub("", text)):  # the library's own pattern, thirty times faster
        return f"+7{found[1]}"
    try:
        number = normalise_phone(text)
    except DomainError as error:
        raise DomainError(str(error), field="phone") from None
    if phonenumbers.number_type(phonenumbers.parse(number)) not in _MOBILE:
        raise DomainError(
            f"{show_phone(number)} — не мобильный: СМС на городской телефон не придёт. Внесите мобильный номер.",
            field="phone",
        )
    return number


def several(text: str) -> list[str]:
    """The mobile phones of one cell, each once: between them a comma, «;», «/», «или» or only spaces.

    Raises DomainError for the first that is none.
    """
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return list(dict.fromkeys(clean_mobile(one) for part in parts for one in _apart(part)))


def _apart(part: str) -> list[str]:
    """«89084373418 8 914 313-95-46» → its two numbers: a number ends where it has all its digits."""
    digits = re.sub(r"\D", "", part)
    if len(digits) <= _LENGTH + 2 or (part.startswith("+") and not part.startswith("+7")):
        return [part]
    found, run = [], ""
    for word in part.split():
        run = f"{run} {word}".strip()
        length = len(re.sub(r"\D", "", run))
        if length >= _LENGTH + run.lstrip("+").startswith(("7", "8")):
            found.append(run)
            run = ""
    return [*found, run] if run else found


@transaction.atomic
def add_phone(person: Person, *, phone: str, by: User | None) -> PersonPhone:
    """A phone of a person; others may have it too. Raises DomainError if it is no mobile or is there already."""
    person = locked(person)
    number = clean_mobile(phone)
    if PersonPhone.objects.filter(person=person, number=number).exists():
        raise DomainError(f"Телефон {show_phone(number)} здесь уже есть.", field="phone")
    added = PersonPhone.objects.create(person=person, number=number)
    record(action="people.add_phone", obj=person, by=by, changes={"person_phone": [None, show_phone(number)]})
    return added


@transaction.atomic
def remove_phone(phone: PersonPhone, *, by: User | None) -> None:
    """A phone that is the person's no longer, on whatever account."""
    phone = PersonPhone.objects.select_for_update(of=("self",)).select_related("person").get(pk=phone.pk)
    changes = {"person_phone": [show_phone(phone.number), None]}
    record(action="people.remove_phone", obj=phone.person, by=by, changes=changes)
    phone.delete()


def known_as(key: str, number: str) -> Person | None:
    """The person who has this phone under this name; the oldest where there are several."""
    if not number:
        return None
    return Person.objects.filter(name_key=key, phones__number=number).order_by("pk").first()


def locked(person: Person) -> Person:
    """The person, locked. Raises DomainError if the data are erased: nothing is added to nobody."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.last_name == ERASED:
        raise DomainError("Данные этого жителя стёрты по его требованию: добавлять к ним нельзя.")
    return person

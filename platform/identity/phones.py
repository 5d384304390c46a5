"""One way of writing phones: E.164."""

import re
from dataclasses import dataclass

import phonenumbers

from tenants.errors import DomainError


def normalise_phone(text: str) -> str:
    """A Russian (or international) phone as E.164, "+79084373418", whatever way it was typed.

    Raises DomainError if it is no phone.
    """
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise DomainError("Телефон не распознан. Напишите его так: +7 908 437-34-18.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """A phone for people: "+7 908 437-34-18"."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@dataclass(frozen=True)
class Phone:
    """A phone as the company writes it, and as a telephone dials it."""

    text: str

    @property
    def dial(self) -> str:
        try:
            return normalise_phone(self.text)
        except DomainError:  # a short number, or one with an extension
            return re.sub(r"[^\d+]", "", self.text)


def phones(text: str) -> list[Phone]:
    """The phones of one field: companies write two of them through a comma."""
    return [Phone(part.strip()) for part in re.split(r"[,;]|\bили\b", text) if part.strip()]

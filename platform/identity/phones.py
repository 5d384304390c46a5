"""One way of writing phones: E.164."""

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

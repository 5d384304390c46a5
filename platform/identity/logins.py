"""A login is an e-mail or a mobile phone, written in one way."""

from identity.phones import normalise_phone
from tenants.errors import DomainError


def normalise_login(text: str) -> str:
    """An e-mail in lower case or a phone as E.164. What is neither comes back as it is: nobody has it."""
    text = text.strip().lower()
    if "@" in text:
        return text
    try:
        return normalise_phone(text)
    except DomainError:
        return text

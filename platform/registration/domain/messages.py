"""«Напишите нам»: what visitors write to the operators."""

from django.db import transaction
from django.utils import timezone

from identity.phones import normalise_phone
from registration.models import Message
from tenants.errors import DomainError


@transaction.atomic
def send(*, name: str, email: str, text: str, ip: str, phone: str = "") -> Message:
    """Put a message into the operators' inbox. Raises DomainError if the phone is not recognised."""
    try:
        phone = normalise_phone(phone) if phone else ""
    except DomainError as error:
        raise DomainError(str(error), field="phone") from None
    return Message.objects.create(name=name.strip(), email=email.strip(), text=text.strip(), phone=phone, ip=ip)


@transaction.atomic
def mark(message: Message, *, read: bool) -> None:
    """Mark a message as read now, or as not read."""
    message.read_at = timezone.now() if read else None
    message.save(update_fields=["read_at"])

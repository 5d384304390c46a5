"""Words about a request: among the staff, and with the resident; who has read up to where."""

from django.db import transaction

from crm.dispatch.enums import Audience
from crm.dispatch.models import Caller, LastSeen, Message, Request
from identity.models import User
from tenants.errors import DomainError

LONGEST_MESSAGE = 2000


def comment(request: Request, text: str, *, by: User) -> Message:
    """A comment of the staff; residents never see it (manual, section 6, 4). Raises DomainError if it is empty."""
    return _write(request, text, audience=Audience.STAFF, by=by)


def write_to_resident(request: Request, text: str, *, by: User) -> Message:
    """A line of the thread with the resident."""
    return _write(request, text, audience=Audience.RESIDENT, by=by)


def write_from_resident(caller: Caller, text: str) -> Message:
    """What the resident writes in the thread of his request."""
    return _write(caller.request, text, audience=Audience.RESIDENT, caller=caller)


def mark_read(request: Request, *, user: User | None) -> None:
    """Up to the last message that the reader may see; without `user` the resident has read."""
    found = Message.objects.filter(request=request)
    if user is None:
        found = found.filter(audience=Audience.RESIDENT)
    last = found.order_by("-pk").first()
    if last is not None:
        LastSeen.objects.update_or_create(request=request, user=user, defaults={"message": last})


def read_by_resident(request: Request) -> int:
    """The number of the last message that the resident has read; 0 for none."""
    mark = LastSeen.objects.filter(request=request, user=None).values_list("message", flat=True).first()
    return mark or 0


@transaction.atomic
def _write(
    request: Request, text: str, *, audience: Audience, by: User | None = None, caller: Caller | None = None
) -> Message:
    text = text.strip()
    if not text:
        raise DomainError("Напишите сообщение.", field="text")
    if len(text) > LONGEST_MESSAGE:
        raise DomainError(f"Слишком длинно: не больше {LONGEST_MESSAGE} знаков.", field="text")
    message = Message.objects.create(request=request, audience=audience, by=by, caller=caller, text=text)
    if by is not None or caller is not None:
        mark_read(request, user=by)
    return message

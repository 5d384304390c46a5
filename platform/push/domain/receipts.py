"""What a device says of a push: shown, opened. Signed, and of its own company only."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from push.book import book
from push.models import Push, State
from tenants.connection import connection

_LIVES = timedelta(days=30)


class ReceiptDead(Exception):  # noqa: N818  not an error of ours: a stranger's, an old or a cut one
    """Nothing is known of such a push."""


@dataclass(frozen=True)
class Receipt:
    """Of what mailing to whom a push was."""

    key: str
    address: str


def receipt_of(push: Push) -> str:
    """What the device gives back to prove that it got this push."""
    return signing.dumps(push.pk, salt=_salt(push.schema_name))


@transaction.atomic
def take(token: str, *, is_read: bool) -> Receipt:
    """Note that the push was shown, or opened; a second time changes nothing. Raises ReceiptDead."""
    schema = connection.schema_name
    try:
        pk = signing.loads(token, salt=_salt(schema), max_age=_LIVES)
    except signing.BadSignature:
        raise ReceiptDead from None
    push = Push.objects.select_for_update(of=("self",)).filter(pk=pk, schema_name=schema).first()
    if push is None:
        raise ReceiptDead
    now = timezone.now()
    push.received_at = push.received_at or now
    push.read_at = push.read_at or (now if is_read else None)
    if push.state != State.SENT:  # a worker died before it could write that the service took it
        push.state, push.state_at, push.told, push.payload = State.SENT, now, "", {}
    push.save(update_fields=["received_at", "read_at", "state", "state_at", "told", "payload"])
    book().heard(push.device)
    return Receipt(push.key, push.address)


def _salt(schema: str) -> str:
    return f"push.receipt:{schema}"

"""An entry that a phone or a program sends again, as it never heard that the first sending arrived, is done once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from crm.mobile.models import SentEntry
from identity.models import User
from tenants.errors import DomainError

Answer = dict[str, Any]


@transaction.atomic
def once(key: UUID, *, by: User, do: Callable[[], Answer]) -> Answer:
    """What `do` answers; if an entry of this key has been taken already, what it answered then, and nothing is done.

    `do` runs in the same transaction as the key is kept: an entry that it refuses leaves no key, so it can be mended
    and sent again. Of two sendings at once the second waits for the first. Raises DomainError if the key is
    somebody else's, and whatever `do` raises.
    """
    try:
        with transaction.atomic():
            entry = SentEntry.objects.create(key=key, by=by)
    except IntegrityError:
        entry = SentEntry.objects.get(key=key)
        if entry.by_id != by.pk:
            raise DomainError("Эту запись отправил другой сотрудник.") from None
        return entry.answer
    entry.answer = do()
    entry.save(update_fields=["answer"])
    return entry.answer

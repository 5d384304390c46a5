"""Whose messages are whose: those that went to a person's houses."""

from crm.accounting.models import House
from crm.rights.domain.access import extent
from crm.rights.domain.rows import within
from crm.rights.enums import Rows
from crm.sms import rights
from identity.models import User


def own_houses(user: User, action: str = rights.SEE_SMS) -> list[int] | None:
    """Numbers of the houses to which the person's right extends; None for all messages, also those of no house."""
    if extent(user, action) == Rows.ALL:
        return None
    return list(within(House.objects.all(), action, user=user).values_list("pk", flat=True))

"""Erasing a person from the SMS ledger (152-ФЗ): whom and what goes, sums and dates stay as books must be kept."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from sms.enums import HELD
from sms.models import Message
from tenants.models import Tenant


def messages_to(tenant: Tenant, phones: Iterable[str]) -> QuerySet[Message]:
    """The company's messages to these numbers."""
    return Message.objects.filter(tenant=tenant, phone__in=set(phones) - {""})


@transaction.atomic
def erase(tenant: Tenant, numbers: Iterable[int]) -> int:
    """Take number and text out of these messages; those on their way stay until they have arrived. How many went."""
    rows = Message.objects.filter(tenant=tenant, pk__in=list(numbers), erased_at=None).exclude(state__in=HELD)
    nobody = Concat(Value("x"), Cast(F("pk"), CharField()))
    return rows.update(phone=nobody, text="", erased_at=timezone.now())

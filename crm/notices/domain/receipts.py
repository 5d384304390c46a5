"""Receipts of devices: a notice that was shown is delivered, one that was opened is read."""

from django.db import transaction
from django.utils import timezone

from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery
from notifications.channels import Way
from push.domain.receipts import ReceiptDead
from push.domain.receipts import take as take_from_device

__all__ = ["ReceiptDead", "take"]

_ON_ITS_WAY = (DeliveryState.HANDED, DeliveryState.SENT, DeliveryState.FAILED)


@transaction.atomic
def take(token: str, *, is_read: bool) -> None:
    """Note it at the device's push and, if that was of a notice, at its recipient. Raises ReceiptDead."""
    receipt = take_from_device(token, is_read=is_read)
    kind, _, number = receipt.key.partition(":")
    if kind != "notice" or not number.isdigit():  # of a request, to an employee
        return
    now = timezone.now()
    told = Delivery.objects.filter(notice=int(number), channel=Way.PUSH, address=receipt.address)
    told.filter(state__in=_ON_ITS_WAY).update(state=DeliveryState.DELIVERED, state_at=now, reason="")
    if is_read:
        told.filter(read_at=None).update(read_at=now)

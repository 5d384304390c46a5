"""Meters follow the flat: with a new owner they go over to the new account."""

from datetime import date
from typing import Any

from django.dispatch import receiver

from crm.accounting.events import owner_changed
from crm.accounting.models import Account
from crm.meters.domain.meters import move_meters
from identity.models import User


@receiver(owner_changed, dispatch_uid="meters_follow_the_flat")
def follow_the_flat(*, old: Account, new: Account, on: date, by: User | None, **_: Any) -> None:
    """Runs in the transaction of the change of owner."""
    move_meters(old=old, new=new, by=by)

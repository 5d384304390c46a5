"""Meters follow the flat: with a new owner they go over to the new account, and links of the former open no more."""

from datetime import date
from typing import Any

from django.dispatch import receiver

from crm.accounting.events import account_closed, owner_changed
from crm.accounting.models import Account
from crm.meters.domain.links import revoke_links
from crm.meters.domain.meters import move_meters
from identity.models import User


@receiver(owner_changed, dispatch_uid="meters_follow_the_flat")
def follow_the_flat(*, old: Account, new: Account, on: date, by: User | None, **_: Any) -> None:
    """Runs in the transaction of the change of owner."""
    move_meters(old=old, new=new, by=by)


@receiver(account_closed, dispatch_uid="links_of_a_closed_account_end")
def end_links(*, account: Account, by: User | None, **_: Any) -> None:
    """Whoever handed in for this account does so no more, also when it is switched on again."""
    revoke_links(account, by=by)

"""What this package does when those below it tell of something: accounts, and letters that come back."""

from datetime import date
from typing import Any

from crm.accounting.events import owner_changed
from crm.accounting.models import Account
from crm.people.domain.people import end_ties
from crm.people.domain.returned import note_returned
from identity.models import User
from notifications.enums import Refusal
from notifications.signals import letter_refused


def register() -> None:
    """Listen."""
    owner_changed.connect(_end_ties_of_old_owner, dispatch_uid="people.end_ties")
    letter_refused.connect(_note_returned_address, dispatch_uid="people.note_returned")


def _end_ties_of_old_owner(*, old: Account, on: date, by: User | None, **_: Any) -> None:
    end_ties(old, on=on, by=by)


def _note_returned_address(*, address: str, why: Refusal, **_: Any) -> None:
    if why == Refusal.NO_MAILBOX:
        note_returned(address)

"""What this package does when the accounts below it tell of something."""

from datetime import date
from typing import Any

from crm.accounting.events import owner_changed
from crm.accounting.models import Account
from crm.people.domain.people import end_ties
from identity.models import User


def register() -> None:
    """Listen."""
    owner_changed.connect(_end_ties_of_old_owner, dispatch_uid="people.end_ties")


def _end_ties_of_old_owner(*, old: Account, on: date, by: User | None, **_: Any) -> None:
    end_ties(old, on=on, by=by)

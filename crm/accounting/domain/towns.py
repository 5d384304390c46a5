"""Asking the operators for a town: what is asked is theirs, that it was asked stands in the company's journal."""

from django.db import transaction

from crm.journal.domain.entries import write
from identity.models import User
from places.domain import asks
from places.models import Region, TownAsk

ASK_TOWN = "accounting.ask_town"


@transaction.atomic
def ask_town(*, name: str, kind: str, region: Region, by: User) -> TownAsk:
    """Ask for a settlement that the directory has not. Raises DomainError as `places.domain.asks.ask` does."""
    asked = asks.ask(name=name, kind=kind, region=region, by=by)
    write(
        action=ASK_TOWN,
        object_type=TownAsk._meta.label_lower,
        object_id="",  # operators' number: it says nothing here
        object_text=str(asked),
        by=by,
    )
    return asked

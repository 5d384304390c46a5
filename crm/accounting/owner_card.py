"""The card «Смена собственника» on the screen of an account: who owned before and after, with links."""

from collections.abc import Mapping
from typing import Any

from crm.accounting import cards, rights
from crm.accounting.cards import Card
from crm.accounting.models import Account
from identity.models import User


def context(account: Account, user: User) -> Mapping[str, Any] | None:
    """The accounts before and after this one, in at most two queries; None where the owner never changed."""
    before = Account.objects.filter(pk=account.predecessor_id).first() if account.predecessor_id else None
    after = getattr(account, "successor", None)
    return {"before": before, "after": after} if before or after else None


def register() -> None:
    """Put the card onto the screen."""
    cards.register(Card("owner", 80, "Смена собственника", rights.SEE_ACCOUNTS, "accounting/owner_card.html", context))

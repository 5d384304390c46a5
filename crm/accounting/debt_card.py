"""The card «Баланс и его история» on the screen of an account."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from crm.accounting import cards, rights
from crm.accounting.cards import Card
from crm.accounting.domain.balances import balance_history
from crm.accounting.domain.debts import age_in_words
from crm.accounting.models import Account
from identity.models import User

SHOWN = 6


def context(account: Account, user: User) -> Mapping[str, Any]:
    """The last changes of the balance, newest first, and for how long the account owes."""
    found = list(balance_history(account)[: SHOWN + 1])
    return {
        "history": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "age": age_in_words(account, timezone.localdate()),
    }


def register() -> None:
    """Put the card onto the screen."""
    cards.register(
        Card("balance", 10, "Баланс и его история", rights.SEE_ACCOUNTS, "accounting/debt_card.html", context)
    )

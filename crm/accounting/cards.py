"""What stands on the screen of an account: each module adds its own card, in the order of a phone call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.accounting.models import Account
from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class Card:
    """A part of an account's screen.

    `context` asks the database (a number of queries that does not grow with the rows) for what this person may see of
    this account; None leaves the card out. `template` is given that context and `account`. `action` is the right
    without which the card is not drawn.
    """

    code: str
    order: int
    title: str
    action: str
    template: str
    context: Callable[[Account, User], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Drawn:
    """A card with what it shows."""

    card: Card
    context: Mapping[str, Any]


_cards: dict[str, Card] = {}


def register(card: Card) -> None:
    """Add a card; modules call this when their app is ready."""
    _cards[card.code] = card


def cards_for(account: Account, *, user: User) -> list[Drawn]:
    """The cards of an account that this person may see, in order."""
    return [
        Drawn(card, context)
        for card in sorted(_cards.values(), key=lambda card: card.order)
        if may(user, card.action) and (context := card.context(account, user)) is not None
    ]

"""What stands on the screen of an account: each module adds its own card, in the order of a phone call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.accounting.models import Account
from crm.accounting.screen_buttons import Buttons
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
    """A card with what it shows, and the account."""

    card: Card
    context: Mapping[str, Any]
    account: Account


@dataclass(frozen=True)
class Contact:
    """A phone to call about an account: E.164, as people read it, and whose it is."""

    number: str
    shown: str
    whose: str


@dataclass(frozen=True)
class ContactSource:
    """Who knows phones of accounts. `find` asks the database once."""

    action: str
    find: Callable[[Account, User], list[Contact]]


buttons: Buttons[Account] = Buttons()

_cards: dict[str, Card] = {}
_contacts: dict[str, ContactSource] = {}


def register(card: Card) -> None:
    """Add a card; modules call this when their app is ready."""
    _cards[card.code] = card


def cards_for(account: Account, *, user: User) -> list[Drawn]:
    """The cards of an account that this person may see, in order."""
    return [
        Drawn(card, context, account)
        for card in sorted(_cards.values(), key=lambda card: card.order)
        if may(user, card.action) and (context := card.context(account, user)) is not None
    ]


def register_contacts(code: str, source: ContactSource) -> None:
    """Add a source of phones; modules call this when their app is ready."""
    _contacts[code] = source


def contacts_for(account: Account, *, user: User) -> list[Contact]:
    """The phones of an account that this person may see."""
    return [
        contact for source in _contacts.values() if may(user, source.action) for contact in source.find(account, user)
    ]

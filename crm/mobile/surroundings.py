"""What the shell shows but does not know: the company's colours and phone, what is known of a person.

The packages that know register a finder when their app is ready. Without one there is a default.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from identity.models import User
from identity.phones import Phone


@dataclass(frozen=True)
class Colours:
    """The company's colour and the ink that is readable on it, "#rrggbb"."""

    accent: str = "#17594a"
    on_accent: str = "#ffffff"

    @property
    def version(self) -> str:
        """Changes with the colours; stands in the addresses of what is drawn with them."""
        return hashlib.sha256(f"{self.accent}{self.on_accent}".encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Card:
    """What is known of a person beyond the account."""

    position: str = ""


_colours: list[Callable[[], Colours]] = []
_phones: list[Callable[[], Phone | None]] = []
_cards: list[Callable[[User], Card | None]] = []


def paint_with(finder: Callable[[], Colours]) -> None:
    """Register who knows the company's colours."""
    _colours[:] = [finder]


def ring_by(finder: Callable[[], Phone | None]) -> None:
    """Register who knows the phone of the company's emergency dispatcher."""
    _phones[:] = [finder]


def describe_with(finder: Callable[[User], Card | None]) -> None:
    """Register who knows more of a person; the first who does answers."""
    if finder not in _cards:
        _cards.append(finder)


def colours() -> Colours:
    """The company's colours, else the product's."""
    return next((finder() for finder in _colours), Colours())


def emergency_phone() -> Phone | None:
    """The emergency dispatcher of the current tenant, if the company has written one."""
    return next((finder() for finder in _phones), None)


def card_of(user: User) -> Card:
    """What is known of this person."""
    return next(filter(None, (finder(user) for finder in _cards)), Card())

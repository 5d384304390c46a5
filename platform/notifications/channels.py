"""Channels by which a mailing goes: the interface, and which of them are connected.

A channel is declared by the package that can really carry something, when its app is ready: rules that ask
`connected()` never choose one behind which there is nothing. What it is handed goes into an outbox of its own within
the caller's transaction, so that a worker that dies in the middle has neither lost nor doubled anything.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import TextChoices


class Way(TextChoices):
    """By what a notice comes to a resident."""

    PUSH = "push", "Push"
    VIBER = "viber", "Viber"
    SMS = "sms", "СМС"
    EMAIL = "email", "Электронная почта"


class Fate(TextChoices):
    """What became of one message, as far as its carrier knows."""

    ON_ITS_WAY = "going", "в пути"
    SENT = "sent", "отправлено"
    DELIVERED = "delivered", "доставлено"
    FAILED = "failed", "не доставлено"
    NOWHERE = "nowhere", "такого номера или адреса нет"


@dataclass(frozen=True)
class Mailing:
    """What goes to many. `key` names it for good ("notice:15"): by one key an address gets one message.

    `short` is the text for who counts characters, `url` the page of what it is about, with `button` on its button.
    `cause` and `reference` say in ledgers what it is about, `by_id` and `by_name` who sent it; `phone` is whom to ring.
    What `is_urgent` is not kept back to spare a battery.
    """

    key: str
    subject: str
    text: str
    short: str
    cause: str
    reference: str
    phone: str = ""
    by_id: int | None = None
    by_name: str = ""
    beyond_limit: bool = False
    is_urgent: bool = False
    url: str = ""
    button: str = ""


@dataclass(frozen=True)
class Parcel:
    """One recipient: `id` is the caller's, `name` whom to greet, `leave_url` where one refuses further ones, empty if
    that is not told, `feed_url` where all that was told to one stands, `file_url` where the attachment is, if any."""

    id: int
    address: str
    name: str = ""
    house: int | None = None
    leave_url: str = ""
    feed_url: str = ""
    file_url: str = ""


class Channel(Protocol):
    """One way. Both functions speak for the current company."""

    way: Way
    at_once: int

    def hand_over(self, mailing: Mailing, parcels: Sequence[Parcel]) -> Mapping[int, int | None]:
        """Take up to `at_once` parcels in the caller's transaction: parcel → number by which the carrier knows it.

        Raises DomainError if none is taken for now: no money, no service.
        """

    def fates(
        self, mailing_key: str, handed: Collection[tuple[int, str, int | None]]
    ) -> Mapping[int, tuple[Fate, str]]:
        """What became of (parcel, address, carrier's number): the fate and the carrier's words."""

    def call_back(self, mailing_key: str) -> int:
        """Take back what was handed over and has not gone further; how many messages."""


_channels: dict[Way, Channel] = {}


def connect(channel: Channel) -> None:
    """Add a way; called from the `AppConfig.ready` of the package that carries it."""
    _channels[channel.way] = channel


def connected() -> frozenset[Way]:
    """Ways by which something can go today."""
    return frozenset(_channels)


def channel_of(way: Way) -> Channel:
    """The channel of a connected way."""
    return _channels[way]

"""Who knows the devices of a company. Its package registers when its app is ready; every call is about the current
company."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Subscription:
    """A device as its browser described it."""

    endpoint: str
    keys: Mapping[str, str] = field(repr=False)


class Book(Protocol):
    """The devices of the current company."""

    def live(self, addresses: Collection[str]) -> Mapping[str, Sequence[int]]:
        """Devices of those whose they are that count: seen lately, and the last push was accepted."""

    def subscriptions(self, devices: Collection[int]) -> Mapping[int, Subscription]:
        """The same devices as they are called; who refused meanwhile is missing."""

    def note(self, *, accepted: Collection[int], refused: Collection[int], gone: Collection[int]) -> None:
        """What services said of devices; those that are gone are removed."""

    def heard(self, device: int) -> None:
        """A device has shown a push: it lives."""


_books: list[Book] = []


def keep_with(book: Book) -> None:
    """Register the one who knows."""
    _books[:] = [book]


def book() -> Book:
    """The registered one."""
    return _books[0]

"""Screens of the phone: each module registers its own; a person sees those that are open to him on a phone."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class Tile:
    """A screen as home offers it.

    `count` is what waits there for this person: one bounded query, asked only of those who may open the screen; None
    where nothing is counted. `icon` is a symbol of `mobile/icons.svg`. `in_bar` puts it into the bar below, too.
    """

    code: str
    order: int
    label: str
    url_name: str
    action: str
    icon: str
    hint: str = ""
    count: Callable[[User], int] | None = None
    in_bar: bool = False


@dataclass(frozen=True)
class Shown:
    """A tile as one person sees it."""

    tile: Tile
    url: str
    count: int | None


_tiles: dict[str, Tile] = {}


def register(tile: Tile) -> None:
    """Add a screen; modules call this when their app is ready."""
    _tiles[tile.code] = tile


def open_to(user: User) -> list[Tile]:
    """The screens that this person may open, in order; nothing is counted."""
    return [tile for tile in sorted(_tiles.values(), key=lambda tile: tile.order) if may(user, tile.action)]


def shown_to(user: User) -> list[Shown]:
    """The same with what waits in each."""
    return [Shown(tile, reverse(tile.url_name), tile.count(user) if tile.count else None) for tile in open_to(user)]

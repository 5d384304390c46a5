"""The registry of actions: filled when apps are ready, read by everybody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from crm.rights.enums import Role, Rows
from identity.channels import Channel

# Whose work is in the yard sees what was given to him, unless somebody opens more.
_NARROW_ROLES = {Role.EXECUTOR, Role.CONTRACTOR}


class Box(NamedTuple):
    """One box of the matrix: an action through a channel. Kept as "dispatch.take_request@mobile"."""

    code: str
    channel: Channel

    @classmethod
    def read(cls, text: str) -> "Box":
        """What `str` wrote."""
        code, _, channel = text.partition("@")
        return cls(code, Channel(channel))

    def __str__(self) -> str:
        return f"{self.code}@{self.channel.value}"

    @property
    def words(self) -> str:
        """«Видеть сотрудников (Телефон)»."""
        action = _actions.get(self.code)
        return f"{action.label if action else self.code} ({self.channel.label})"


@dataclass(frozen=True)
class Action:
    """Something an employee may do.

    `code` is "<app label>.<verb>_<noun>". `grants` are permissions of Django and Wagtail that it carries along
    ("accounting.change_account"), so that their screens ask the same registry. `roles` have it by default; the
    head has every action. `channels` are those that have a screen for it. `by_rows`: it may be cut to the houses of
    one's sections or to what is assigned to one (`crm.rights.domain.rows`).
    """

    code: str
    label: str
    module: str
    roles: frozenset[Role] = frozenset()
    grants: frozenset[str] = field(default_factory=frozenset)
    channels: frozenset[Channel] = frozenset({Channel.COMPUTER})
    by_rows: bool = False

    @property
    def boxes(self) -> frozenset[Box]:
        """Its boxes in the matrix."""
        return frozenset(Box(self.code, channel) for channel in self.channels)


_actions: dict[str, Action] = {}


def declare(*actions: Action) -> None:
    """Add a module's actions; called from its `AppConfig.ready`."""
    for action in actions:
        _actions[action.code] = action


def actions() -> Iterator[Action]:
    """All declared actions, in the order of declaration."""
    yield from _actions.values()


def find(code: str) -> Action | None:
    """The action of a code; None for one that no module declares any more."""
    return _actions.get(code)


def boxes() -> frozenset[Box]:
    """Every box of the matrix."""
    return frozenset(box for action in _actions.values() for box in action.boxes)


def preset(role: Role) -> frozenset[Box]:
    """The boxes that a role has by default. Programs work for nobody but the head until somebody lets them."""
    if role == Role.HEAD:
        return boxes()
    return frozenset(
        box
        for action in _actions.values()
        if role in action.roles
        for box in action.boxes
        if box.channel != Channel.API
    )


def preset_rows(role: Role) -> Rows:
    """To which rows the rights of a role extend by default."""
    return Rows.ASSIGNED if role in _NARROW_ROLES else Rows.ALL


def permissions_of(codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs (permission, the code that carries it): the codes themselves and everything they grant."""
    for code in codes:
        if action := _actions.get(code):
            yield from ((permission, code) for permission in (code, *action.grants))

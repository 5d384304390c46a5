"""The registry of actions: filled when apps are ready, read by everybody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from crm.rights.enums import Role


@dataclass(frozen=True)
class Action:
    """Something an employee may do.

    `code` is "<app label>.<verb>_<noun>". `grants` are permissions of Django and Wagtail that it carries along
    ("accounting.change_account"), so that their screens ask the same registry. `roles` have it by default; the
    head has every action.
    """

    code: str
    label: str
    module: str
    roles: frozenset[Role] = frozenset()
    grants: frozenset[str] = field(default_factory=frozenset)


_actions: dict[str, Action] = {}


def declare(*actions: Action) -> None:
    """Add a module's actions; called from its `AppConfig.ready`."""
    for action in actions:
        _actions[action.code] = action


def actions() -> Iterator[Action]:
    """All declared actions, in the order of declaration."""
    yield from _actions.values()


def permissions_of(codes: set[str]) -> frozenset[str]:
    """The codes themselves and everything they grant."""
    granted: set[str] = set()
    for code in codes:
        if action := _actions.get(code):
            granted |= {code, *action.grants}
    return frozenset(granted)


def preset(role: Role) -> frozenset[str]:
    """The action codes that a role has by default."""
    return frozenset(action.code for action in _actions.values() if role == Role.HEAD or role in action.roles)

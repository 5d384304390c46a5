"""The registry of notices that a person may do without: what each is called, who gets it, by which channels it goes.

A module declares its own when its app is ready. Letters about one's own sign-in are not among them: whoever breaks
into an account would switch them off first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices


class By(TextChoices):
    """Through what a notice comes to a person."""

    EMAIL = "email", "На почту"


@dataclass(frozen=True)
class NoticeKind:
    """One sort of notice. `code` is "<app label>.<noun>"; those who may do `action` get it; `hint` says when."""

    code: str
    label: str
    action: str
    hint: str = ""
    channels: frozenset[By] = frozenset({By.EMAIL})


_kinds: dict[str, NoticeKind] = {}


def declare(*kinds: NoticeKind) -> None:
    """Add a module's notices; called from its `AppConfig.ready`."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kinds() -> Iterable[NoticeKind]:
    """All notices, in the order of declaration."""
    return list(_kinds.values())

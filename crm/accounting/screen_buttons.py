"""Buttons in the head of a screen about one row, an account or a house: each module adds its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import Model

from crm.rights.domain.rows import covers
from identity.models import User

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Button(Generic[Row]):
    """A button. `url` is the address for this row, None where it makes no sense."""

    code: str
    order: int
    label: str
    icon: str
    action: str
    url: Callable[[Row], str | None]


@dataclass(frozen=True)
class Buttons(Generic[Row]):
    """The buttons of one screen."""

    _by_code: dict[str, Button[Row]] = field(default_factory=dict)

    def register(self, button: Button[Row]) -> None:
        """Add a button; modules call this when their app is ready."""
        self._by_code[button.code] = button

    def shown_to(self, user: User, row: Row) -> list[tuple[Button[Row], str]]:
        """The buttons that this person may press for the row, with their addresses, in order."""
        return [
            (button, url)
            for button in sorted(self._by_code.values(), key=lambda button: button.order)
            if covers(row, button.action, user=user) and (url := button.url(row))
        ]

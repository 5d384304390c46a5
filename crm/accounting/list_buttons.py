"""Buttons in the menu of «Список собственников»: modules that stand above add theirs."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.admin.widgets.button import Button

from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class ListButton:
    """A button that leads to `url_name`, for those who may do `action`."""

    label: str
    url_name: str
    action: str
    icon: str
    order: int


_buttons: dict[str, ListButton] = {}


def register(button: ListButton) -> None:
    """Add a button; modules call this when their app is ready."""
    _buttons[button.url_name] = button


def shown_to(user: User) -> list[Button]:
    """The buttons that this person may press, in order."""
    return [
        Button(button.label, reverse(button.url_name), icon_name=button.icon, priority=button.order)
        for button in sorted(_buttons.values(), key=lambda button: button.order)
        if may(user, button.action)
    ]

"""The buttons of this module on the page of a house."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from crm.accounting import house_cards, rights
from crm.accounting.models import House
from crm.accounting.screen_buttons import Button


def accounts_url(house: House, **narrowed: object) -> str:
    """The list of the house's accounts in force, narrowed by the names of its filters."""
    return f"{reverse('accounts:index')}?{urlencode({'house': house.pk, 'state': 'active', **narrowed})}"


def register() -> None:
    """Put the buttons onto the page."""
    for button in (
        Button("edit", 10, "Изменить", "edit", rights.EDIT_HOUSES, _at("houses:edit")),
        Button("accounts", 20, "Лицевые счета", "list-ul", rights.SEE_ACCOUNTS, accounts_url),
        Button("spread", 40, "Разложить квартиры", "grip", rights.EDIT_ACCOUNTS, _at("spread_flats")),
    ):
        house_cards.buttons.register(button)


def _at(url_name: str) -> Callable[[House], str]:
    return lambda house: reverse(url_name, args=[house.pk])

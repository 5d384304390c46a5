"""The buttons of this module on the page of a house."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from crm.accounting import house_cards, rights
from crm.accounting.house_cards import HouseButton
from crm.accounting.models import House


def accounts_url(house: House, **narrowed: object) -> str:
    """The list of the house's accounts in force, narrowed by the names of its filters."""
    return f"{reverse('accounts:index')}?{urlencode({'house': house.pk, 'state': 'active', **narrowed})}"


def register() -> None:
    """Put the buttons onto the page."""
    for button in (
        HouseButton("edit", 10, "Изменить", "edit", rights.EDIT_HOUSES, _at("houses:edit")),
        HouseButton("accounts", 20, "Лицевые счета", "list-ul", rights.SEE_ACCOUNTS, accounts_url),
        HouseButton("spread", 40, "Разложить квартиры", "grip", rights.EDIT_ACCOUNTS, _at("spread_flats")),
    ):
        house_cards.register_button(button)


def _at(url_name: str) -> Callable[[House], str]:
    return lambda house: reverse(url_name, args=[house.pk])

"""What this module puts onto the screen of an account: buttons of the head, the premises, the last acts upon it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from crm.accounting import cards, rights
from crm.accounting.cards import Card
from crm.accounting.domain.finding import house_url
from crm.accounting.models import Account
from crm.accounting.screen_buttons import Button
from crm.journal.domain import queries, showing
from crm.journal.links import history_url
from crm.journal.rights import SEE_JOURNAL
from identity.models import User

_LAST_ACTS = 10


def premises(account: Account, user: User) -> Mapping[str, Any]:
    """The flat and its house, from what the screen has read already."""
    return {"house": account.house, "house_url": house_url(account.house)}


def history(account: Account, user: User) -> Mapping[str, Any] | None:
    """The last acts upon the account; None while there are none."""
    entries = queries.of_objects([(account._meta.label_lower, str(account.pk))])[:_LAST_ACTS]
    shown = list(showing.show(entries))
    return {"acts": shown, "url": history_url(account)} if shown else None


def register() -> None:
    """Put the cards and the buttons onto the screen."""
    cards.register(Card("premises", 40, "Помещение", rights.SEE_ACCOUNTS, "accounting/premises_card.html", premises))
    cards.register(Card("history", 95, "История", SEE_JOURNAL, "accounting/history_card.html", history))
    edit = rights.EDIT_ACCOUNTS
    for button in (
        Button("edit", 10, "Изменить", "edit", edit, lambda account: reverse("accounts:edit", args=[account.pk])),
        Button("owner", 30, "Сменить собственника", "group", edit, _if_active("change_owner")),
        Button("off", 40, "Отключить", "cross", edit, _if_active("deactivate_account")),
        Button("on", 40, "Включить", "check", edit, _if_closed("activate_account")),
    ):
        cards.buttons.register(button)


def _if_active(url_name: str) -> Any:
    return lambda account: reverse(url_name, args=[account.pk]) if account.is_active else None


def _if_closed(url_name: str) -> Any:
    return lambda account: None if account.is_active else reverse(url_name, args=[account.pk])

"""The card «Счётчики» on the screen of an account: what stands in the flat and what it showed last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from crm.accounting import cards
from crm.accounting.cards import Card
from crm.accounting.models import Account
from crm.accounting.screen_buttons import Button
from crm.meters import rights
from crm.meters.domain import queries, windows
from crm.meters.domain.values import in_words
from crm.meters.domain.verification import state_of
from crm.meters.enums import Verification
from crm.meters.models import Meter, Reading
from crm.rights.domain.rows import covers
from identity.models import User


@dataclass(frozen=True)
class Row:
    """A meter with what it showed last and how it stands with its verification."""

    meter: Meter
    last: Reading | None
    values: str
    verification: Verification


def context(account: Account, user: User) -> Mapping[str, Any] | None:
    """The meters of the account with their last readings; the buttons to enter readings and to add a meter."""
    today = windows.today()
    rows = [_row(meter, today) for meter in queries.meters_of_account(account, user=user)]
    return {
        "meters": [row for row in rows if row.meter.is_active],
        "removed": [row for row in rows if not row.meter.is_active],
        "enters": account.is_active and covers(account, rights.ENTER_READINGS, user=user),
        "edits": account.is_active and covers(account, rights.EDIT_METERS, user=user),
    }


def _row(meter: Meter, today: date) -> Row:
    last = next(iter(meter.last_readings), None)  # type: ignore[attr-defined]  # with_last_readings
    return Row(meter, last, in_words(last.values) if last else "", state_of(meter, today=today))


def register() -> None:
    """Put the card onto the screen, after the owner's data and phones, and the button into its head."""
    cards.register(Card("meters", 30, "Счётчики", rights.SEE_METERS, "meters/account_card.html", context))
    cards.buttons.register(Button("readings", 20, "Новые показания", "order", rights.ENTER_READINGS, _where_to_enter))


def _where_to_enter(account: Account) -> str | None:
    return reverse("enter_readings", args=[account.pk]) if account.is_active else None

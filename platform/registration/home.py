"""What the home page shows besides its editable texts: prices, the map, the message form."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from billing.domain import tariffs
from places.domain import districts
from registration.forms import MessageForm
from tenants.errors import DomainError

EXAMPLE_ACCOUNTS = 2000  # the manual's own example
MOST_ACCOUNTS = 2_000_000


@dataclass(frozen=True)
class Quote:
    """The calculator's answer: roubles a month for this number of accounts, in steps of price."""

    accounts: int
    unit_price: Decimal
    fee: Decimal

    @property
    def is_product(self) -> bool:
        """False just after a step begins: the fee is then held at the end of the step before."""
        return self.fee == self.accounts * self.unit_price


def public_steps() -> list[tariffs.Step]:
    """The steps of price in force today for everybody; empty while no tariff is set."""
    try:
        return tariffs.steps(on=timezone.localdate())
    except DomainError:
        return []


def quote_from(request: HttpRequest, steps: list[tariffs.Step]) -> Quote | None:
    """The price for `?accounts=`; what is no number, or is out of bounds, counts as the nearest sensible one."""
    if not steps:
        return None
    typed = "".join(request.GET.get("accounts", "").split())
    accounts = min(max(int(typed), 1), MOST_ACCOUNTS) if typed.isascii() and typed.isdigit() else EXAMPLE_ACCOUNTS
    return Quote(
        accounts=accounts,
        unit_price=tariffs.unit_price(accounts, steps),
        fee=tariffs.monthly_fee(accounts, steps),
    )


def home_context(request: HttpRequest) -> dict[str, Any]:
    """The live parts of the home page."""
    shown = districts.on_map(chosen=request.GET.get("district", ""))
    steps = public_steps()
    return {
        "districts": shown,
        "district": next((district for district in shown if district.chosen), None),
        "price_steps": steps,
        "quote": quote_from(request, steps),
        "form": MessageForm(),
    }

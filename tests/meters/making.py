"""Meters and readings for tests, made as in life."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from crm.accounting.models import Account
from crm.meters.domain.meters import Details, add_meter
from crm.meters.domain.readings import Entry, hand_in
from crm.meters.enums import Resource, Source
from crm.meters.models import Meter, Reading
from identity.models import User

_numbers = iter(range(10_000_000, 99_999_999))


def make_meter(account: Account, resource: Resource = Resource.COLD_WATER, **details: Any) -> Meter:
    """An active meter of an account."""
    details.setdefault("number", str(next(_numbers)))
    return add_meter(Details(resource=resource, **details), by=None, account=account)


def give(
    meter: Meter,
    *values: str | int,
    on: date,
    by: User | None = None,
    source: Source = Source.COMPUTER,
    confirmed: bool = True,
) -> Reading:
    """Hand in what one meter shows."""
    entry = Entry(meter, decimals(values))
    return hand_in([entry], taken_on=on, source=source, by=by, confirmed=confirmed)[0]


def decimals(values: Sequence[str | int]) -> list[Decimal]:
    """Values as the domain takes them."""
    return [Decimal(value) for value in values]


def of_rows(asked: Any) -> int:
    """How many of the queries were about rows: which company a host is of, a process remembers for some seconds."""
    return sum("tenants_domain" not in one["sql"] and "search_path" not in one["sql"] for one in asked.captured_queries)

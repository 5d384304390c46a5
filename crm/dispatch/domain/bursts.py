"""Bursts: so many calls about the same thing in so short a time that it is likely an emergency.

Calls are counted, not requests: ten that were joined to one are as good as ten apart. Only calls about requests that
were opened within a day count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch import rights
from crm.dispatch.domain.outage_places import Spot, risers_of
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import Status, Supply
from crm.dispatch.models import Caller, Request
from crm.request_types.models import RequestType
from identity.models import User

CALLS = 5
WITHIN = timedelta(minutes=30)
MOST = 5  # bursts shown at once
MOST_CALLS = 200
_LATELY = timedelta(days=1)
_SUPPLIES = {
    "холодн": Supply.COLD_WATER, "горяч": Supply.HOT_WATER, "отопл": Supply.HEATING, "электр": Supply.ELECTRICITY,
    "канализ": Supply.SEWER, "водоотвед": Supply.SEWER, "газ": Supply.GAS, "лифт": Supply.LIFT,
    "домофон": Supply.INTERCOM, "водоснаб": Supply.WATER,
}  # fmt: skip


@dataclass(frozen=True)
class Burst:
    """«Похоже на аварию»: where, how many called, about which type; `requests` are the numbers, the first one first."""

    spot: Spot
    type: RequestType | None
    callers: int
    requests: tuple[int, ...]

    @property
    def supply(self) -> Supply:
        """What people are likely without, by the words of the type."""
        return supply_of(self.type)


def burst_at(house: House, type: RequestType | None, *, now: datetime | None = None) -> Burst | None:
    """The burst in this house about this type, narrowed to the entrance or riser that all callers share.

    None for fewer than `CALLS` within `WITHIN`. Calls that are joined to an outage already do not count. At most two
    queries.
    """
    found = _lately(Caller.objects.filter(request__house=house, request__type=type), now or timezone.now())
    rows = list(found.values_list("request__number", "place_entrance", "known_account")[:MOST_CALLS])
    if len(rows) < CALLS:
        return None
    entrance = _shared([entrance for _, entrance, _ in rows if entrance is not None])
    accounts = [account for _, _, account in rows if account is not None]
    riser = _shared(list(risers_of(house, entrance, accounts))) if entrance and accounts else None
    numbers = tuple(sorted({number for number, _, _ in rows}))
    return Burst(Spot(house, entrance, riser), type, len(rows), numbers)


def bursts_now(user: User, *, now: datetime | None = None) -> list[Burst]:
    """The bursts among the requests that the person sees, the largest first, at most `MOST`.

    One query while there is none; with some, two more for their houses and types. Risers are told by `burst_at`.
    """
    calls = _lately(Caller.objects.filter(request__in=_of(user)), now or timezone.now())
    grouped = (
        calls.values("request__house", "request__type")
        .annotate(
            calls=Count("pk"),
            entrances=ArrayAgg("place_entrance", filter=Q(place_entrance__isnull=False), distinct=True, default=[]),
            numbers=ArrayAgg("request__number", distinct=True),
            first=Min("number"),
        )
        .filter(calls__gte=CALLS)
        .order_by("-calls", "first")[:MOST]
    )
    rows = list(grouped)
    if not rows:
        return []
    houses = House.objects.in_bulk([row["request__house"] for row in rows])
    types = RequestType.objects.in_bulk([row["request__type"] for row in rows if row["request__type"]])
    return [
        Burst(
            Spot(houses[row["request__house"]], _shared(row["entrances"])),
            types.get(row["request__type"]),
            row["calls"],
            tuple(sorted(row["numbers"])),
        )
        for row in rows
    ]


def supply_of(type: RequestType | None) -> Supply:
    """What a type of requests is likely about."""
    name = type.name.lower() if type else ""
    return next((supply for stem, supply in _SUPPLIES.items() if stem in name), Supply.OTHER)


def _of(user: User) -> QuerySet[Request]:
    return requests_for(user, rights.SEE_REQUESTS)


def _lately(calls: QuerySet[Caller], now: datetime) -> QuerySet[Any]:
    """Calls of the last minutes that are about no outage yet; without the ordering of the model, which would group."""
    recent = calls.filter(
        at__gt=now - WITHIN, at__lte=now, request__created_at__gte=now - _LATELY, request__outage=None
    ).exclude(request__status=Status.CANCELLED)
    return recent.order_by().annotate(
        known_account=Coalesce("account", F("request__account")),
        place_entrance=Coalesce("account__entrance", F("request__entrance"), F("request__account__entrance")),
    )


def _shared(values: Sequence[int]) -> int | None:
    """The only value; None if there are several, or none."""
    return values[0] if len(set(values)) == 1 else None

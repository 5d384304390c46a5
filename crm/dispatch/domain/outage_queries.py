"""Outages for lists and for whoever calls: each in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.dispatch import rights
from crm.dispatch.domain.days import day_of, day_span
from crm.dispatch.domain.outage_places import Spot, riser_of
from crm.dispatch.domain.outage_words import Scope, sentence_of
from crm.dispatch.domain.queries import requests_for
from crm.dispatch.enums import OPEN
from crm.dispatch.models import Outage, OutageChange, OutagePlace, Request
from identity.models import User

MOST_CURRENT = 50
MOST_HERE = 10
MOST_REQUESTS = 100
_BEFORE = timedelta(days=1)  # requests that came so long before an outage may be about it
GOING_ON = Q(ended_at=None, cancelled_at=None)


@dataclass(frozen=True)
class Here:
    """An outage at a place that was asked for. `spot` is that place of it which takes the caller in."""

    outage: Outage
    spot: Spot
    sentence: str


def of_today(now: datetime) -> Q:
    """What goes on now, and what is to begin before the day of the company is over."""
    return GOING_ON & Q(starts_at__lt=day_span(day_of(now))[1])


def with_places(outages: QuerySet[Outage]) -> QuerySet[Outage]:
    """With their places and houses: one query more."""
    places = OutagePlace.objects.select_related("house").order_by("house__address_key", "entrance", "riser", "pk")
    return outages.prefetch_related(Prefetch("places", queryset=places))


def by_stage(outages: QuerySet[Outage], now: datetime) -> QuerySet[Outage]:
    """With `stage`: 0 goes on, 1 is planned, 2 is over; for ordering."""
    over = Q(ended_at__isnull=False) | Q(cancelled_at__isnull=False)
    cases = [When(over, then=Value(2)), When(starts_at__gt=now, then=Value(1))]
    return outages.annotate(stage=Case(*cases, default=Value(0), output_field=IntegerField()))


def current_outages() -> list[Outage]:
    """What goes on and what is planned, the earliest first, at most `MOST_CURRENT`; two queries."""
    return list(with_places(Outage.objects.filter(GOING_ON)).order_by("starts_at", "pk")[:MOST_CURRENT])


def outages_at(
    house: House, *, entrance: int | None = None, riser: int | None = None, at: datetime | None = None
) -> list[Here]:
    """What goes on or is planned for a place of the house at a moment (now), at most `MOST_HERE`; one query.

    An outage of the house takes in its entrances and risers. What is not known of the place is not held against it:
    without an entrance, outages of every entrance are told.
    """
    now = at or timezone.now()
    return _told(_places(house, entrance, now), riser=riser, now=now)


def outages_of(account: Account, *, at: datetime | None = None) -> list[Here]:
    """The same for a flat: by its entrance, and by its riser if some outage is of a riser; at most two queries."""
    now = at or timezone.now()
    found = list(_places(account.house, account.entrance, now))
    by_riser = account.entrance is not None and any(place.riser for place in found)
    return _told(found, riser=riser_of(account) if by_riser else None, now=now)


def scope_of(spots: Sequence[Spot]) -> Scope:
    """How widely to speak of these places to whoever is at one of them: «в вашем доме» only if some are houses."""
    if all(spot.riser is not None for spot in spots):
        return Scope.RISER
    return Scope.ENTRANCE if all(spot.entrance is not None for spot in spots) else Scope.HOUSE


def requests_of(outage: Outage, *, user: User) -> list[Request]:
    """The requests joined to it that the person sees, newest first; one query."""
    return list(_as_shown(requests_for(user).filter(outage=outage))[:MOST_REQUESTS])


def requests_to_join(outage: Outage, *, user: User) -> list[Request]:
    """Open requests of its places that may be about it and are joined to none; one query."""
    where = Q()
    for place in outage.places.all():
        here = Q(house=place.house_id)
        if place.entrance is not None:
            told = Q(account__entrance=place.entrance) | Q(entrance=place.entrance)
            here &= told | Q(account__entrance=None, entrance=None)
        where |= here
    if not where:
        return []
    found = requests_for(user, rights.EDIT_REQUESTS).filter(where, outage=None, status__in=OPEN)
    return list(_as_shown(found.filter(created_at__gte=outage.starts_at - _BEFORE))[:MOST_REQUESTS])


def history_of(outage: Outage) -> list[OutageChange]:
    """What was said otherwise, the newest first; one query."""
    return list(outage.history.select_related("by").order_by("-pk")[:MOST_REQUESTS])


def _as_shown(requests: QuerySet[Request]) -> QuerySet[Request]:
    return requests.select_related("house", "account", "type").annotate(calls=Count("callers")).order_by("-number")


def _places(house: House, entrance: int | None, now: datetime) -> QuerySet[OutagePlace]:
    lasts = Q(outage__ended_at=None) | Q(outage__ended_at__gt=now)
    stands = Q(outage__cancelled_at=None) | Q(outage__cancelled_at__gt=now)
    places = OutagePlace.objects.filter(lasts, stands, house=house).select_related("outage", "house")
    if entrance is not None:
        places = places.filter(Q(entrance=None) | Q(entrance=entrance))
    return places.order_by("outage__starts_at", "outage", "entrance", "riser")[: MOST_HERE * 5]


def _told(places: Iterable[OutagePlace], *, riser: int | None, now: datetime) -> list[Here]:
    """Each outage once."""
    found: dict[int, Here] = {}
    for place in places:
        if riser is not None and place.riser not in (None, riser):
            continue
        spot = Spot(place.house, place.entrance, place.riser)
        said = sentence_of(place.outage, now=now, scope=scope_of([spot]))
        found.setdefault(place.outage_id, Here(place.outage, spot, said))
    return list(found.values())[:MOST_HERE]

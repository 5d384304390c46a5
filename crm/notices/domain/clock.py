"""The night, and how much is too much in a day: what ordinary notices keep to and emergencies do not."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from crm.accounting.models import House
from crm.notices.enums import Kind
from places.domain.settlements import zones_of
from tenants.context import current_tenant
from tenants.local_time import zone

QUIET_FROM, QUIET_UNTIL = time(21), time(9)
MOST_A_DAY = 2  # ordinary notices to one person


def keeps_quiet(kind: Kind) -> bool:
    """True for what waits for the morning and for tomorrow."""
    return kind != Kind.EMERGENCY


def wakes_at(moment: datetime, place: str) -> datetime | None:
    """When one may write to somebody who lives in this zone; None at once."""
    local = moment.astimezone(zone(place))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_UNTIL, tzinfo=zone(place))


def tomorrow(moment: datetime, place: str) -> datetime:
    """The morning of the next day there."""
    day = moment.astimezone(zone(place)).date() + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=zone(place))


def midnight(moment: datetime, place: str) -> datetime:
    """When this day began there."""
    return datetime.combine(moment.astimezone(zone(place)).date(), time.min, tzinfo=zone(place))


def zones_by_house() -> dict[int, str]:
    """The zone of each house by its town; that of the company where the town is unknown. Two queries."""
    houses = dict(House.objects.values_list("pk", "settlement_id"))
    known = zones_of(town for town in set(houses.values()) if town)
    own = current_tenant().time_zone
    return {house: known.get(town or 0, own) for house, town in houses.items()}


def houses_by_zone(zones: dict[int, str]) -> Iterable[tuple[str, list[int]]]:
    """The zones with their houses."""
    found: dict[str, list[int]] = {}
    for house, name in zones.items():
        found.setdefault(name, []).append(house)
    return found.items()

"""The night, and how much is too much in a day: what ordinary notices keep to and emergencies do not."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from crm.accounting.models import House
from crm.notices.enums import NEVER_LATE, Kind
from places.domain.settlements import zones_of
from tenants.context import current_tenant
from tenants.local_time import zone

QUIET_FROM, QUIET_UNTIL = time(21), time(9)
MOST_A_DAY = 2  # ordinary notices to one person
NOT_COUNTED = NEVER_LATE | {Kind.EVENT}


def keeps_quiet(kind: Kind) -> bool:
    """True for what waits for the morning."""
    return kind not in NEVER_LATE


def is_counted(kind: Kind) -> bool:
    """True for what comes to one person no more than `MOST_A_DAY` times: news of one's own request are no surfeit."""
    return kind not in NOT_COUNTED


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


def zone_of(house: int) -> str:
    """The zone of one house. Two queries."""
    return _zones(House.objects.filter(pk=house)).get(house, current_tenant().time_zone)


def zones_by_house() -> dict[int, str]:
    """The zone of each house by its town; that of the company where the town is unknown. Two queries."""
    return _zones(House.objects.all())


def _zones(found: QuerySet[House]) -> dict[int, str]:
    houses = dict(found.values_list("pk", "settlement_id"))
    known = zones_of(town for town in set(houses.values()) if town)
    own = current_tenant().time_zone
    return {house: known.get(town or 0, own) for house, town in houses.items()}


def houses_by_zone(zones: dict[int, str]) -> Iterable[tuple[str, list[int]]]:
    """The zones with their houses."""
    found: dict[str, list[int]] = {}
    for house, name in zones.items():
        found.setdefault(name, []).append(house)
    return found.items()

"""Outages for tests, announced as in life."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outages import announce_outage
from crm.dispatch.enums import OutageKind, Supply
from crm.dispatch.models import Outage
from tenants.context import current_tenant
from tenants.local_time import LocalMoment


def announced(*places: House | Spot, hours: float = -1, **told: Any) -> Outage:
    """An emergency without cold water that began an hour ago; `hours`: when it begins, from now."""
    told.setdefault("starts_at", timezone.now() + timedelta(hours=hours))
    spots = [Spot(place) if isinstance(place, House) else place for place in places]
    return announce_outage(
        **{"kind": OutageKind.EMERGENCY, "supply": Supply.COLD_WATER, "places": spots, "by": None, **told}
    )


def clock(text: str) -> datetime:
    """«2026-11-27 14:20» on the clock of the company's place."""
    return LocalMoment(datetime.fromisoformat(text), current_tenant().time_zone).moment

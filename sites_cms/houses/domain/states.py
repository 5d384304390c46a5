"""The state of an outage as far as letters go: who has heard of this one is not told it again."""

from datetime import datetime

from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain.outage_queries import GOING_ON
from crm.dispatch.enums import OutageKind
from crm.dispatch.models import Outage

ENDED, CANCELLED, PLANNED, STARTED = "ended", "cancelled", "planned", "started"


def state_of(outage: Outage, *, now: datetime) -> str:
    """«planned|2026-11-27T09:00+00:00|…»: where it is, from when, until when. Other words change nothing of it."""
    if outage.cancelled_at is not None:
        return CANCELLED
    if outage.ended_at is not None:
        return ENDED
    where = PLANNED if outage.kind == OutageKind.PLANNED and outage.starts_at > now else STARTED
    ends = outage.ends_at.isoformat(timespec="minutes") if outage.ends_at else ""
    return f"{where}|{outage.starts_at.isoformat(timespec='minutes')}|{ends}"


def states_at(house: House) -> dict[str, str]:
    """The state of everything that goes on or is planned at the house; one query."""
    now = timezone.now()
    outages = Outage.objects.filter(GOING_ON, pk__in=house.outages.values("outage"))[:50]
    return {str(outage.pk): state_of(outage, now=now) for outage in outages}

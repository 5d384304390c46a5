"""Which alerts hang now, for whom, and until when that stays so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sites_cms.alerts.enums import AlertKind
from sites_cms.alerts.models import Alert

MOST = 5  # above one page
_MOST_READ = 30
_REMEMBERED = timedelta(days=90)


class State(Enum):
    """Where an alert is; `icon` is a name of Wagtail's icons, `tone` colours the word."""

    HANGS = ("Висит", "site", "is-urgent")
    WAITS = ("Ждёт своего часа", "calendar-alt", "")
    ENDED = ("Закончилось", "check", "state-paid")
    WITHDRAWN = ("Снято", "cross", "state-cancelled")

    def __init__(self, label: str, icon: str, tone: str) -> None:
        self.label, self.icon, self.tone = label, icon, tone


@dataclass(frozen=True)
class Hanging:
    """What hangs, the most urgent first; the clock alone makes it untrue at `changes_at`."""

    alerts: list[Alert]
    changes_at: datetime | None


def hanging(houses: Iterable[int] = (), *, only_theirs: bool = False, at: datetime | None = None) -> Hanging:
    """Alerts for all and for the houses of these numbers; with `only_theirs` without those for all. One query."""
    now, numbers = at or timezone.now(), list(houses)
    wanted = Q(for_all=False, pk__in=Alert.houses.through.objects.filter(house__in=numbers).values("alert"))
    if not numbers:
        wanted = Q(pk__in=[])
    return _at(now, _not_over(now).filter(wanted if only_theirs else wanted | Q(for_all=True)))


def works_of_houses(at: datetime | None = None) -> Hanging:
    """Works of which single houses are told now, with the houses; those for all hang above every page. Two queries."""
    now = at or timezone.now()
    works = _not_over(now).filter(kind=AlertKind.WORKS, for_all=False, outage=None).exclude(houses=None)
    return _at(now, works.prefetch_related("houses"))


def works_at(house: int) -> QuerySet[Alert]:
    """Works of which the house was told in the last three months, the newest first, also those that are over."""
    now = timezone.now()
    told = Alert.objects.filter(
        kind=AlertKind.WORKS, houses=house, outage=None, withdrawn_at=None, starts_at__range=(now - _REMEMBERED, now)
    )
    return told.order_by("-starts_at", "-pk")[:MOST]


def state_of(alert: Alert, now: datetime) -> State:
    """Where it is at that moment; its outage, if it has one, is read with it."""
    if alert.withdrawn_at is not None:
        return State.WITHDRAWN
    if (alert.ends_at and alert.ends_at <= now) or (alert.outage and alert.outage.is_over):
        return State.ENDED
    return State.WAITS if alert.starts_at > now else State.HANGS


def _at(now: datetime, alerts: QuerySet[Alert]) -> Hanging:
    found = list(alerts[:_MOST_READ])
    moments = [moment for alert in found for moment in (alert.starts_at, alert.ends_at) if moment and moment > now]
    return Hanging([alert for alert in found if alert.starts_at <= now][:MOST], min(moments, default=None))


def _not_over(now: datetime) -> QuerySet[Alert]:
    goes_on = Q(outage=None) | Q(outage__ended_at=None, outage__cancelled_at=None)
    lasts = Q(ends_at=None) | Q(ends_at__gt=now)
    return Alert.objects.filter(goes_on, lasts, withdrawn_at=None).order_by("kind", F("starts_at").desc(), "-pk")

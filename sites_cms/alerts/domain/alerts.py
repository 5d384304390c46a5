"""Hanging an alert out and taking it down."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.models import Outage
from crm.journal.domain.entries import differences, record
from identity.models import User
from sites_cms.alerts.enums import AlertKind
from sites_cms.alerts.models import Alert
from tenants.errors import DomainError

LONGEST = 300  # signs of the text and of the link
MOST_HOUSES = 200
_LINK = re.compile(r"https?://[^\s/]+\S*|/(?:[^/\\\s]\S*)?")
_SHOWN = ["kind", "text", "link", "starts_at", "ends_at"]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an alert says, to whom and when. No `houses` means all of them; no `ends_at`, until it is taken down."""

    kind: AlertKind
    text: str
    starts_at: datetime
    ends_at: datetime | None = None
    link: str = ""
    houses: Sequence[House] = ()


@transaction.atomic
def publish(told: Told, *, by: User | None, outage: Outage | None = None) -> Alert:
    """Hang it out from its moment on. About an outage it is taken down by itself once the outage is over.

    Raises DomainError for an empty or too long text, a link that leads nowhere, an end that is over or before the
    beginning, too many houses.
    """
    alert = Alert(created_by=by, outage=outage)
    _fill(alert, told)
    if alert.ends_at is not None and alert.ends_at <= timezone.now():
        raise DomainError("Это время уже прошло: объявление никто не увидит.", field="ends_at")
    alert.save()
    alert.houses.set(told.houses)
    record(action="site_alerts.publish_alert", obj=alert, by=by, changes=_changes(None, alert, ["", _where(told)]))
    return alert


@transaction.atomic
def change(alert: Alert, told: Told, *, by: User | None) -> Alert:
    """Say otherwise. With another text it is shown anew to those who have put it away.

    Raises DomainError as `publish` does, and for one that was taken down.
    """
    alert = _locked(alert)
    before, houses = Alert.objects.get(pk=alert.pk), list(alert.houses.all())
    where = "все дома" if alert.for_all else _listed(houses)
    _fill(alert, told)
    changes = _changes(before, alert, [where, _where(told)])
    if changes:
        alert.save()
        alert.houses.set(told.houses)
        record(action="site_alerts.change_alert", obj=alert, by=by, changes=changes)
    return alert


@transaction.atomic
def withdraw(alert: Alert, *, by: User | None) -> Alert:
    """Take it down now. Raises DomainError if it was taken down already."""
    alert = _locked(alert)
    alert.withdrawn_at = timezone.now()
    alert.save(update_fields=["withdrawn_at"])
    record(action="site_alerts.withdraw_alert", obj=alert, by=by)
    return alert


def _locked(alert: Alert) -> Alert:
    found = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if found.withdrawn_at is not None:
        raise DomainError("Это объявление уже сняли. Вывесите новое.")
    return found


def _fill(alert: Alert, told: Told) -> None:
    alert.kind, alert.for_all = told.kind, not told.houses
    alert.text, alert.link = " ".join(told.text.split()), told.link.strip()
    alert.starts_at, alert.ends_at = told.starts_at, told.ends_at
    if not alert.text:
        raise DomainError("Напишите, что случилось.", field="text")
    if len(alert.text) > LONGEST:
        raise DomainError(
            f"Слишком длинно: не больше {LONGEST} знаков. Подробности — в новости, по ссылке.", field="text"
        )
    if alert.link and (len(alert.link) > LONGEST or not _LINK.fullmatch(alert.link)):
        raise DomainError("Это не адрес страницы. Нужно «/novosti/…» или «https://…».", field="link")
    if alert.ends_at is not None and alert.ends_at <= alert.starts_at:
        raise DomainError("Объявление не может кончиться раньше, чем начнётся.", field="ends_at")
    if len(told.houses) > MOST_HOUSES:
        raise DomainError(f"Больше {MOST_HOUSES} домов: вывесите для всех.", field="houses")


def _changes(before: Alert | None, after: Alert, where: list[str]) -> dict[str, list[object]]:
    changes = differences(before, after, _SHOWN)
    if where[0] != where[1]:
        changes["where_shown"] = [where[0] or None, where[1]]
    return changes


def _where(told: Told) -> str:
    return _listed(told.houses) if told.houses else "все дома"


def _listed(houses: Sequence[House]) -> str:
    return "; ".join(sorted(str(house) for house in houses))

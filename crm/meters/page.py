"""What the meter's page shows and what can be done there."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.urls import reverse
from wagtail.admin.widgets.button import Button

from crm.meters import rights
from crm.meters.domain import queries, windows
from crm.meters.domain.consumption import consumption
from crm.meters.domain.values import in_words
from crm.meters.domain.verification import state_of
from crm.meters.models import Meter, Reading
from crm.rights.domain.rows import covers
from identity.models import User


@dataclass(frozen=True)
class Shown:
    """A reading with what was used since the one before; None where that is not known."""

    reading: Reading
    values: str
    used: str | None


def page_of(meter: Meter, *, user: User) -> dict[str, Any]:
    """The context of the page."""
    sees_readings = covers(meter, rights.SEE_READINGS, user=user)
    edits = covers(meter, rights.EDIT_METERS, user=user)
    account_is_on = meter.account is None or meter.account.is_active
    return {
        "meter": meter,
        "house": meter.house or (meter.account.house if meter.account else None),
        "verification": state_of(meter, today=windows.today()),
        "replaced_by": Meter.objects.filter(replaces=meter).first(),
        "readings": with_consumption(meter, queries.readings_by_month(meter)) if sees_readings else [],
        "history": queries.history_of(meter) if sees_readings else [],
        "sees_readings": sees_readings,
        "edits": edits and account_is_on,
        "enters": covers(meter, rights.ENTER_READINGS, user=user) and meter.is_active and account_is_on,
        "enter_url": enter_url(meter),
    }


def enter_url(meter: Meter) -> str:
    """Where its readings are entered: with the whole flat, or a house's meter by itself."""
    if meter.account_id:
        return reverse("enter_readings", args=[meter.account_id])
    return reverse("read_house_meter", args=[meter.pk])


def meter_buttons(meter: Meter, *, user: User) -> list[Button]:
    """What is behind the dots at the head of the page: the papers."""
    acts = [("commissioning", "Акт ввода в эксплуатацию (PDF)"), ("check", "Акт проверки показаний (PDF)")]
    return [
        Button(label, reverse("meter_act", args=[meter.pk, kind]), icon_name="doc-full", priority=50 + number)
        for number, (kind, label) in enumerate(acts)
    ]


def with_consumption(meter: Meter, readings: list[Reading]) -> list[Shown]:
    """Readings, newest first, each with what was used since the next older one."""
    shown = []
    for reading, before in pairwise([*readings, None]):
        if reading is None:
            continue
        used = None
        if before and len(before.values) == len(reading.values):
            used = in_words(consumption(reading.values, before.values, limit=meter.limit))
        shown.append(Shown(reading, in_words(reading.values), used))
    return shown

"""Reminders of the month: of readings and of debts, on the days that «Моя компания» has.

The words are the company's own, if it wrote some. A reminder is a notice like others, of its kind and month: the
database keeps one of each, and of each one message to an address. So it comes once a month whatever is started anew,
and a day on which nothing ran is made up for.
Source: manual, section 11 (4, 5).
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import dateformat, timezone

from crm.company.models import Profile
from crm.journal.domain.entries import record
from crm.notices import acts, resident_events
from crm.notices.domain import wordings
from crm.notices.enums import Audience, Kind
from crm.notices.models import Notice
from notifications.events import Event
from tenants.context import current_tenant
from tenants.local_time import zone

_LATE = 3  # days after the day in which it is still told
_LEAST_DEBT = Decimal(0)


def remind(now: datetime | None = None) -> list[Notice]:
    """Keep the reminders whose day has come; those that were kept before are left alone."""
    place = zone(current_tenant().time_zone)
    today = timezone.localdate(now or timezone.now(), timezone=place)
    profile = Profile.objects.get()
    days = {
        (Kind.READINGS, Audience.NO_READINGS): (profile.readings_reminder_day, resident_events.READINGS),
        (Kind.DEBT, Audience.DEBTORS): (profile.debt_reminder_day, resident_events.DEBT),
    }
    kept = [
        _keep(kind, audience, event, today)
        for (kind, audience), (day, event) in days.items()
        if day and day <= today.day <= day + _LATE
    ]
    return [notice for notice in kept if notice]


@transaction.atomic
def _keep(kind: Kind, audience: Audience, event: Event, today: date) -> Notice | None:
    words, place = wordings.words_of(event), zone(current_tenant().time_zone)
    composed = wordings.compose(words, {"месяц": dateformat.format(today, "F Y").lower(), **wordings.common_values()})
    notice, is_new = Notice.objects.get_or_create(
        kind=kind,
        period=today.replace(day=1),
        defaults={
            **composed, "to": audience, "event": event.code, "with_sms": words.with_sms,
            "send_at": timezone.now(),
            "debt_over": _LEAST_DEBT if kind == Kind.DEBT else None,
            "expires_at": datetime.combine(today + timedelta(days=_LATE + 1), time.max, tzinfo=place),
        },
    )  # fmt: skip
    if not is_new:
        return None
    record(action=acts.REMIND, obj=notice, by=None, changes={"period": [None, notice.period]})
    return notice

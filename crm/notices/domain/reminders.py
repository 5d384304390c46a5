"""Reminders of the month: of readings and of debts, on the days that «Моя компания» has.

A reminder is a notice like others, of its kind and month: the database keeps one of each, and of each one message to
an address. So it comes once a month whatever is started anew, and a day on which nothing ran is made up for.
Source: manual, section 11 (4, 5).
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from crm.company.models import Profile
from crm.journal.domain.entries import record
from crm.notices import acts
from crm.notices.enums import Audience, Kind
from crm.notices.models import Notice
from tenants.context import current_tenant
from tenants.local_time import zone

_LATE = 3  # days after the day in which it is still told
_LEAST_DEBT = Decimal(0)
_READINGS = (
    "Передайте показания счётчиков",
    "В этом месяце мы ещё не получили показаний ваших счётчиков. Передайте их на сайте или по телефону: "
    "иначе начислим по среднему.",
    "Мы ещё не получили ваших показаний за этот месяц.",
)
_DEBT = (
    "Долг за жилищно-коммунальные услуги",
    "За вашим лицевым счётом числится долг. Оплатите его, чтобы не росли пени (ЖК РФ, ст. 155). "
    "Если вы уже заплатили, это письмо можно не принимать во внимание.",
    "Оплатите долг, чтобы не росли пени. Если заплатили, спасибо.",
)


def remind(now: datetime | None = None) -> list[Notice]:
    """Keep the reminders whose day has come; those that were kept before are left alone."""
    place = zone(current_tenant().time_zone)
    today = timezone.localdate(now or timezone.now(), timezone=place)
    profile = Profile.objects.get()
    days = {
        (Kind.READINGS, Audience.NO_READINGS): (profile.readings_reminder_day, _READINGS),
        (Kind.DEBT, Audience.DEBTORS): (profile.debt_reminder_day, _DEBT),
    }
    kept = [
        _keep(kind, audience, words, today)
        for (kind, audience), (day, words) in days.items()
        if day and day <= today.day <= day + _LATE
    ]
    return [notice for notice in kept if notice]


@transaction.atomic
def _keep(kind: Kind, audience: Audience, words: tuple[str, str, str], today: date) -> Notice | None:
    subject, text, short = words
    place = zone(current_tenant().time_zone)
    notice, is_new = Notice.objects.get_or_create(
        kind=kind,
        period=today.replace(day=1),
        defaults={
            "subject": subject, "text": text, "short": short, "to": audience,
            "send_at": timezone.now(),
            "debt_over": _LEAST_DEBT if kind == Kind.DEBT else None,
            "expires_at": datetime.combine(today + timedelta(days=_LATE + 1), time.max, tzinfo=place),
        },
    )  # fmt: skip
    if not is_new:
        return None
    record(action=acts.REMIND, obj=notice, by=None, changes={"period": [None, notice.period]})
    return notice

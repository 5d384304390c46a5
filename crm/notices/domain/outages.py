"""Telling an outage to those who live there, if whoever announced it chose so: that it will be, begins, moves, ends.

SMS go only if that was ticked: to whole houses they cost money each time. Subscribers of a house's page get the site's
letters (sites_cms.houses), unless a letter from here goes to the same address.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from crm.dispatch.domain.outage_places import Spot, spots_of
from crm.dispatch.domain.outage_queries import GOING_ON, scope_of
from crm.dispatch.domain.outage_words import local, sentence_of
from crm.dispatch.enums import OutageKind
from crm.dispatch.models import Outage
from crm.dispatch.resident_events import (
    OUTAGE_ANNOUNCED,
    OUTAGE_CANCELLED,
    OUTAGE_ENDED,
    OUTAGE_MOVED,
    OUTAGE_STARTED,
)
from crm.journal.domain.entries import record
from crm.notices import acts, tasks
from crm.notices.domain import sending, wordings
from crm.notices.domain.audience import Whom
from crm.notices.domain.preview import Preview, preview
from crm.notices.enums import Audience, DeliveryState, Kind
from crm.notices.models import Delivery, Notice
from identity.models import User
from notifications.channels import Way
from notifications.events import Event

_MISSED = timedelta(hours=12)  # a beginning that nobody told for so long is told no more
_MOST_BEGINNINGS = 200
_NEWS = frozenset({"supply", "starts_at", "ends_at", "places", "ended_at", "cancelled_at"})


@transaction.atomic
def tell_outage(outage: Outage, *, changes: Collection[str], by: User | None) -> Notice | None:
    """Keep a notice of what is new since the last one; None if nothing is, or nobody is to be told.

    `changes` are the fields that were just changed, empty when it is announced. It goes after this transaction.
    """
    if not outage.tells_residents:
        return None
    event = _event(outage, changes)
    return _keep(outage, event, once=f"{_key(outage)}{outage.version}", by=by) if event else None


def tell_of_beginnings() -> list[Notice]:
    """Planned outages of which people were told and that have begun: by the clock, nobody says so. Safe to repeat."""
    now = timezone.now()
    begun = Outage.objects.filter(
        GOING_ON, kind=OutageKind.PLANNED, tells_residents=True, starts_at__range=(now - _MISSED, now)
    )
    told = []
    for outage in begun.order_by("starts_at", "pk")[:_MOST_BEGINNINGS]:
        once = f"{_key(outage)}began {outage.starts_at:%Y%m%d%H%M}"
        # Whoever heard of it only when it had begun is not told that it begins.
        is_news = _told(outage).filter(created_at__lt=outage.starts_at).exists()
        if is_news and not _told(outage).filter(once=once).exists():
            told.append(_keep(outage, OUTAGE_STARTED, once=once, by=None))
    return told


@transaction.atomic
def last_notice(outage: Outage) -> Notice | None:
    """The notice that tells how the outage stands, with its messages queued; None if residents are not told of it.

    Whoever else queues them at this moment is waited for.
    """
    notice = _told(outage).order_by("-pk").first() if outage.tells_residents else None
    if notice is None or sending.start(notice.pk):
        return notice
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)


def goes_by_letter(notice: Notice, address: str) -> bool:
    """True if a letter of the notice goes to this address, or has gone; one query by an index."""
    letters = Delivery.objects.filter(notice=notice, channel=Way.EMAIL, address=address)
    return letters.exclude(state__in=[DeliveryState.FAILED, DeliveryState.CANCELLED]).exists()


def reckon(outage: Outage, spots: Sequence[Spot]) -> Preview:
    """Whom telling it at these places would reach and what its SMS would cost. `outage` need not be kept yet.

    Raises DomainError for places that cannot be.
    """
    said = wordings.compose(
        wordings.words_of(OUTAGE_ANNOUNCED), _values(outage, spots, timezone.now()) | wordings.common_values()
    )
    kind = Kind.EMERGENCY if outage.kind == OutageKind.EMERGENCY else Kind.EVENT
    whom = Whom(Audience.PLACES, list(spots))
    return preview(whom, kind=kind, user=None, event=OUTAGE_ANNOUNCED.code, tells_refusal=False, **said)


def _event(outage: Outage, changes: Collection[str]) -> Event | None:
    was_told = _told(outage).exists()
    if outage.is_over:
        over = OUTAGE_ENDED if outage.ended_at else OUTAGE_CANCELLED
        return over if was_told else None
    if not was_told:
        return OUTAGE_ANNOUNCED
    return OUTAGE_MOVED if _NEWS & set(changes) else None


def _told(outage: Outage) -> QuerySet[Notice]:
    """What was told of it; by the index of keys, which holds those that are not empty."""
    return Notice.objects.filter(once__startswith=_key(outage)).exclude(once="")


@transaction.atomic
def _keep(outage: Outage, event: Event, *, once: str, by: User | None) -> Notice:
    words, now, spots = wordings.words_of(event), timezone.now(), spots_of(outage)
    is_loud = outage.kind == OutageKind.EMERGENCY and event in (OUTAGE_ANNOUNCED, OUTAGE_MOVED)
    notice = Notice.objects.create(
        kind=Kind.EMERGENCY if is_loud else Kind.EVENT, to=Audience.PLACES, by=by, event=event.code, once=once,
        places=[[spot.house.pk, spot.entrance, spot.riser] for spot in spots], about=f"Отключение № {outage.pk}",
        with_sms=words.with_sms and outage.tells_by_sms, send_at=now, created_at=now, expires_at=_until(outage, now),
        **wordings.compose(words, _values(outage, spots, now) | wordings.common_values()),
    )  # fmt: skip
    changes = {"notice_to": [None, "; ".join(str(spot) for spot in spots)], "subject": [None, notice.subject]}
    record(action=acts.TELL_OUTAGE, obj=notice, by=by, changes=changes)
    tasks.send_soon(notice)
    return notice


def _values(outage: Outage, spots: Sequence[Spot], now: datetime) -> dict[str, str]:
    return {
        "фраза": "" if outage.is_over else sentence_of(outage, now=now, scope=scope_of(spots)),
        "ресурс": outage.get_supply_display().lower(), "где": "; ".join(str(spot) for spot in spots),
        "причина": outage.reason, "работы": outage.doing,
        "закончилось": f"{local(outage.ended_at):%H:%M}" if outage.ended_at else "",
    }  # fmt: skip


def _until(outage: Outage, now: datetime) -> datetime | None:
    """What is over by then need not be told any more."""
    return outage.ends_at if not outage.is_over and outage.ends_at and outage.ends_at > now else None


def _key(outage: Outage) -> str:
    return f"outage:{outage.pk}:"

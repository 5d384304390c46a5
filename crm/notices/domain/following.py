"""What became of messages that were handed over: asked of their channels, some thousand at a time."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.notices.domain.falling_back import fall_back
from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery, Notice
from notifications.channels import Fate, Way, channel_of, connected
from notifications.enums import Refusal

CHUNK = 1_000
_PATIENCE = timedelta(days=7)  # after that nothing is heard of a message any more
_STATES = {
    Fate.SENT: DeliveryState.SENT,
    Fate.DELIVERED: DeliveryState.DELIVERED,
    Fate.FAILED: DeliveryState.FAILED,
    Fate.NOWHERE: DeliveryState.FAILED,
}


def follow_all() -> None:
    """Ask about everything that is on its way and is not older than a week."""
    going = Delivery.objects.filter(state=DeliveryState.HANDED, state_at__gte=timezone.now() - _PATIENCE)
    for notice in Notice.objects.filter(pk__in=going.values("notice")).order_by("pk"):
        follow(notice)


def follow(notice: Notice) -> int:
    """Note what the channels know of the notice's messages; of how many something was new."""
    return sum(_follow(notice, Way(way)) for way in sorted(connected()))


def note_refused(mailing: str, address: str, why: Refusal) -> int:
    """A letter of the mailing came back, maybe days after it was sent: it has not arrived. How many were changed."""
    kind, _, number = mailing.partition(":")
    if kind != "notice" or not number.isdigit():  # a letter of its own
        return 0
    letters = Delivery.objects.filter(notice=int(number), channel=Way.EMAIL, address=address)
    return letters.filter(state__in=[DeliveryState.HANDED, DeliveryState.SENT]).update(
        state=DeliveryState.FAILED, state_at=timezone.now(), reason=f"{why.label}.",
        is_nowhere=why == Refusal.NO_MAILBOX,
    )  # fmt: skip


def _follow(notice: Notice, way: Way) -> int:
    changed, last = 0, 0
    going = Delivery.objects.filter(notice=notice, channel=way, state=DeliveryState.HANDED).order_by("pk")
    while batch := list(going.filter(pk__gt=last)[:CHUNK]):
        last = batch[-1].pk
        fates = channel_of(way).fates(notice.key, [(one.pk, one.address, one.handed_as) for one in batch])
        with transaction.atomic():
            changed += _note(batch, fates)
            if way == Way.VIBER:
                fall_back(notice, batch)
    return changed


def _note(batch: list[Delivery], fates: Mapping[int, tuple[Fate, str]]) -> int:
    now, changed = timezone.now(), []
    for one in batch:
        fate, words = fates.get(one.pk, (Fate.ON_ITS_WAY, ""))
        if fate in _STATES:
            one.state, one.state_at, one.reason = _STATES[fate], now, words[:200]
            one.is_nowhere = fate == Fate.NOWHERE
            changed.append(one)
        elif words and one.reason != words:
            one.reason = words[:200]
            changed.append(one)
    Delivery.objects.bulk_update(changed, ["state", "state_at", "reason", "is_nowhere"])
    return len(changed)

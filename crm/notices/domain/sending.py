"""Sending a notice, batch by batch.

A batch is one transaction: messages are claimed, put into the outboxes of their channels (letters, the SMS ledger) and
marked as handed over, all or nothing. So a worker that is killed has lost nothing and doubled nothing: whoever comes
next finds the same messages waiting. The row of the notice lets one worker work at a time and no sooner than the pause
after the last batch: that is the limit of speed, however many workers there are.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from crm.company.models import Profile
from crm.notices import links
from crm.notices.domain import clock, recipients
from crm.notices.domain.audience import accounts_for, whom_of
from crm.notices.domain.falling_back import fall_back, may_fall_back
from crm.notices.domain.topics import cause_of, topic_of
from crm.notices.enums import Audience, DeliveryState, Kind, State
from crm.notices.models import Delivery, Notice
from crm.people.enums import Topic
from crm.people.models import Person
from crm.sms.rights import GO_BEYOND_LIMIT
from identity.may import may
from notifications.channels import Mailing, Parcel, Way, channel_of, connected
from tenants.context import base_url, current_tenant
from tenants.errors import DomainError

_STUCK = timedelta(minutes=2)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=2)
PATIENCE = 12  # tries of a channel that takes nothing: about a day
PATIENCE_BEFORE_SMS = 5  # tries of Viber where an SMS may go in its place: about an hour
_AT_ONCE = 1_000
_TOO_LATE = "Вышел срок, до которого уведомление имело смысл."


def due() -> list[int]:
    """Notices whose time has come, and those at which nobody has worked for a while."""
    now = timezone.now()
    idle = Q(worked_at=None) | Q(worked_at__lt=now - _STUCK)
    found = Notice.objects.filter(idle, state__in=[State.WAITING, State.SENDING], send_at__lte=now)
    return list(found.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def start(notice_id: int) -> bool:
    """Queue the messages of a notice whose time has come; False if it is not waiting, or somebody is at it."""
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=True).select_related("account", "by")
    notice = rows.filter(pk=notice_id, state=State.WAITING, send_at__lte=timezone.now()).first()
    if notice is None:
        return False
    # What the company tells of an event goes to everybody whom it concerns, whoever's click it was.
    accounts = accounts_for(whom_of(notice), user=None if notice.event else notice.by)
    kind = Kind(notice.kind)
    recipients.queue(notice.pk, accounts, recipients.rules_now(kind, event=notice.event, with_sms=notice.with_sms))
    Notice.objects.filter(pk=notice.pk).update(state=State.SENDING)
    return True


@transaction.atomic
def send_some(notice_id: int) -> bool:
    """Send a batch by each channel; True if there is more to send at once. False also while another worker is at it."""
    now = timezone.now()
    notice = _claim(notice_id, now)
    if notice is None:
        return False
    if notice.expires_at and notice.expires_at <= now:
        _waiting(notice).update(state=DeliveryState.CANCELLED, state_at=now, reason=_TOO_LATE)
    if clock.keeps_quiet(Kind(notice.kind)):
        _let_sleep(notice, now)
    troubles = [_send_by(notice, way, now) for way in sorted(connected())]
    return _conclude(notice, now, trouble=next(filter(None, troubles), ""))


def _claim(notice_id: int, now: datetime) -> Notice | None:
    """The notice for this worker alone, if it is going and the pause is over."""
    rested = Q(worked_at=None) | Q(worked_at__lte=now - timedelta(seconds=settings.NOTICES_PAUSE))
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=True).select_related("by")
    found = rows.filter(rested, pk=notice_id, state=State.SENDING).first()
    if found:
        Notice.objects.filter(pk=found.pk).update(worked_at=now)
    return found


def _send_by(notice: Notice, way: Way, now: datetime) -> str:
    """A batch by one channel; what hinders it, in words."""
    channel = channel_of(way)
    rows = _waiting(notice).select_for_update(of=("self",), skip_locked=True, no_key=True)
    ready = rows.filter(channel=way, next_at__lte=now).select_related("person", "account")
    batch = list(ready.order_by("pk")[: channel.at_once])
    if clock.is_counted(Kind(notice.kind)):
        batch = _spare(notice, batch, now)
    if not batch:
        return ""
    try:
        with transaction.atomic():
            base = base_url(current_tenant())
            taken = channel.hand_over(_mailing(notice), [_parcel(notice, one, base) for one in batch])
    except DomainError as error:
        _put_back(notice, way, batch, now, words=str(error))
        return str(error)
    for one in batch:
        one.state, one.state_at, one.handed_as = DeliveryState.HANDED, now, taken[one.pk]
    Delivery.objects.bulk_update(batch, ["state", "state_at", "handed_as"])
    if notice.trouble:  # it may have been this channel's, and is over
        _waiting(notice).filter(channel=way, tries__gt=0).update(tries=0)
    return ""


def _put_back(notice: Notice, way: Way, batch: Sequence[Delivery], now: datetime, *, words: str) -> None:
    """The channel takes nothing for now: all that waits for it waits longer each time, and is given up in the end."""
    tries = max(one.tries for one in batch) + 1
    rest = _waiting(notice).filter(channel=way)
    if tries >= (PATIENCE_BEFORE_SMS if way == Way.VIBER and may_fall_back() else PATIENCE):
        _give_up(notice, rest, now, words=words)
        return
    again = now + min(_FIRST_PAUSE * 2 ** (tries - 1), _LONGEST_PAUSE)
    rest.update(tries=tries, next_at=Greatest("next_at", Value(again)))


def _give_up(notice: Notice, rest: QuerySet[Delivery], now: datetime, *, words: str) -> None:
    while some := list(rest.order_by("pk")[:_AT_ONCE]):
        for one in some:
            one.state, one.state_at, one.reason = DeliveryState.FAILED, now, words[:200]
        Delivery.objects.bulk_update(some, ["state", "state_at", "reason"])
        fall_back(notice, some)


def _conclude(notice: Notice, now: datetime, *, trouble: str) -> bool:
    left = _waiting(notice)
    if not left.exists():
        Notice.objects.filter(pk=notice.pk).update(state=State.DONE, done_at=now, trouble="")
        return False
    if trouble or not left.filter(tries__gt=0).exists():  # what waits to be tried anew still has its trouble
        Notice.objects.filter(pk=notice.pk).update(trouble=trouble[:300])
    return left.filter(next_at__lte=now).exists()


def _let_sleep(notice: Notice, now: datetime) -> None:
    """Who lives where it is night now is written to in the morning; a statement for each zone.

    The letter of an event wakes nobody and goes at once.
    """
    if notice.to == Audience.PEOPLE:
        place = clock.zone_of(notice.places[0][0]) if notice.places else current_tenant().time_zone
        if morning := clock.wakes_at(now, place):
            _waiting(notice).filter(next_at__lte=now).exclude(channel=Way.EMAIL).update(next_at=morning)
        return
    for place, houses in clock.houses_by_zone(clock.zones_by_house()):
        if morning := clock.wakes_at(now, place):
            asleep = _waiting(notice).filter(next_at__lte=now, account__house__in=houses)
            if notice.kind == Kind.EVENT:
                asleep = asleep.exclude(channel=Way.EMAIL)
            asleep.update(next_at=morning)


def _spare(notice: Notice, batch: list[Delivery], now: datetime) -> list[Delivery]:
    """Those who got enough today hear of it tomorrow. People are locked, so that two notices do not count past."""
    people = sorted({one.person_id for one in batch if one.person_id})
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    place = current_tenant().time_zone
    others = Delivery.objects.filter(person__in=people, state_at__gte=clock.midnight(now, place)).exclude(
        Q(notice=notice.pk) | Q(state__in=[DeliveryState.WAITING, DeliveryState.CANCELLED])
        | Q(notice__kind__in=clock.NOT_COUNTED)
    )  # fmt: skip
    had = Counter(person for person, _ in others.order_by().values_list("person", "notice").distinct())
    later = [one for one in batch if had[one.person_id or 0] >= clock.MOST_A_DAY]
    Delivery.objects.filter(pk__in=[one.pk for one in later]).update(next_at=clock.tomorrow(now, place))
    spared = {one.pk for one in later}
    return [one for one in batch if one.pk not in spared]


def _mailing(notice: Notice) -> Mailing:
    return Mailing(
        key=notice.key, subject=notice.subject, text=notice.text, short=notice.sms_text,
        cause=cause_of(Kind(notice.kind), notice.event).value,
        reference=notice.about or f"Уведомление № {notice.pk}",
        phone=Profile.objects.values_list("emergency_phone", flat=True).get(),
        by_id=notice.by_id, by_name=str(notice.by) if notice.by else "",
        beyond_limit=bool(notice.by and not notice.event and may(notice.by, GO_BEYOND_LIMIT)),
        is_urgent=notice.kind in (Kind.EMERGENCY, Kind.URGENT), url=notice.url, button=notice.button,
    )  # fmt: skip


def _parcel(notice: Notice, delivery: Delivery, base: str) -> Parcel:
    person = delivery.person
    house = delivery.account.house_id if delivery.account else next((spot[0] for spot in notice.places), None)
    if person is None:
        return Parcel(id=delivery.pk, address=delivery.address, house=house)
    feed, topic = links.feed_url(person, base=base), topic_of(Kind(notice.kind), notice.event)
    leave = links.leave_url(person, Way(delivery.channel), topic, base=base)
    if delivery.channel == Way.SMS:
        leave = links.choice_url(person, base=base) if notice.tells_refusal else ""
    elif delivery.channel == Way.VIBER:  # length costs nothing there
        leave = links.choice_url(person, base=base) if topic == Topic.NEWS else ""
    return Parcel(
        id=delivery.pk, address=delivery.address, name=f"{person.first_name} {person.patronymic}".strip(),
        house=house, leave_url=leave, feed_url=feed, file_url=links.file_url(notice, feed),
    )  # fmt: skip


def _waiting(notice: Notice) -> QuerySet[Delivery]:
    return Delivery.objects.filter(notice=notice.pk, state=DeliveryState.WAITING)

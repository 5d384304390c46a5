"""What residents do behind their personal links: read what they were told, choose what to be told and by what."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from crm.company.models import Profile
from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery, Notice
from crm.people.domain import consents, devices
from crm.people.enums import REFUSABLE, ConsentChannel, ConsentSource, Topic
from crm.people.models import Consent, Device, Person, PersonPhone
from notifications.channels import Way, connected

MOST_SHOWN = 50
_TOLD = (DeliveryState.HANDED, DeliveryState.SENT, DeliveryState.DELIVERED)


@dataclass(frozen=True)
class Choice:
    """A topic, and of each channel that reaches the person whether it comes by it. `Topic.ALL` stands for outages and
    emergencies: they come by every channel that is not refused altogether."""

    topic: Topic
    boxes: list[tuple[Way, bool]]

    @property
    def comes_by(self) -> list[Way]:
        """Channels by which it comes."""
        return [way for way, is_on in self.boxes if is_on]


def leave(person: Person, way: Way, topic: Topic = Topic.ALL) -> None:
    """Nothing more about the topic comes by this channel, of `Topic.ALL` nothing at all; a second time changes nothing.

    Raises DomainError for a person whose data are erased.
    """
    consents.withdraw(person, channel=ConsentChannel(way.value), source=ConsentSource.LINK, by=None, topic=topic)


@transaction.atomic
def come_back(person: Person, way: Way, topic: Topic = Topic.ALL) -> None:
    """Take the refusal back: of one topic, or of the whole channel with all of its topics.

    News and the channel as a whole ask for a consent of now, to the text that stands on the page. Raises DomainError.
    """
    channel = ConsentChannel(way.value)
    for one in (topic,) if topic else REFUSABLE:
        consents.allow(person, channel=channel, topic=one, source=ConsentSource.LINK, by=None)
    if topic in (Topic.ALL, Topic.NEWS):
        consents.give(person, channel=channel, source=ConsentSource.LINK, by=None)


def has_left(person: Person, way: Way, topic: Topic = Topic.ALL) -> bool:
    """True if the last word by this channel, or about this topic by it, is a refusal."""
    said, channel = list(consents.said_by(person)), ConsentChannel(way.value)
    return _is_refusal(consents.last_words(said).get(channel)) or (channel, topic) in consents.unwanted(said)


def choices(person: Person) -> list[Choice]:
    """What the person gets by each channel that reaches them: a row for each topic, outages last. Four queries."""
    said = list(consents.said_by(person))
    whole, unwanted = consents.last_words(said), consents.unwanted(said)
    ways = _ways_to(person)

    def comes(topic: Topic, way: Way) -> bool:
        """News come to those alone who agreed to the channel, the rest to all who did not refuse."""
        channel = ConsentChannel(way.value)
        last = whole.get(channel)
        if _is_refusal(last) or (channel, topic) in unwanted:
            return False
        return topic != Topic.NEWS or last is not None

    return [Choice(topic, [(way, comes(topic, way)) for way in ways]) for topic in (*REFUSABLE, Topic.ALL)]


@transaction.atomic
def choose(person: Person, wanted: Collection[tuple[Topic, Way]]) -> None:
    """Get from now on what is wanted, by the channels that reach the person; what stays as it was is not written anew.

    A channel by which nothing is wanted, outages neither, is refused altogether: a channel by which anything comes
    brings outages too. Raises DomainError for a person whose data are erased.
    """
    said = consents.holding(person)
    for way in _ways_to(person):
        topics = {topic for topic, by in wanted if by == way}
        if not topics:
            leave(person, way)
            continue
        channel = ConsentChannel(way.value)
        last = said.get(channel)
        never_agreed = last is None
        for topic in REFUSABLE:
            if topic in topics:
                consents.allow(person, channel=channel, topic=topic, source=ConsentSource.LINK, by=None)
            elif not (topic == Topic.NEWS and never_agreed):  # then none come anyway
                leave(person, way, topic)
        if _is_refusal(last) or (Topic.NEWS in topics and never_agreed):
            consents.give(person, channel=channel, source=ConsentSource.LINK, by=None)


@transaction.atomic
def keep_emergencies_only(person: Person) -> None:
    """Refuse every topic by every channel, of contacts that are yet to come too. Raises DomainError as `choose`."""
    for way in Way:
        for topic in REFUSABLE:
            leave(person, way, topic)


def _is_refusal(last: Consent | None) -> bool:
    """Of the last word about a channel as a whole."""
    return last is not None and not last.is_given


def _ways_to(person: Person) -> list[Way]:
    """Connected channels by which the person can be reached; three queries."""
    has = {
        Way.PUSH: Device.objects.filter(person=person).exists(), Way.EMAIL: bool(person.email),
        Way.SMS: PersonPhone.objects.filter(person=person).exists(),
    }  # fmt: skip
    has[Way.VIBER] = has[Way.SMS] and Profile.objects.filter(viber_enabled=True).exists()
    return [way for way in Way if way in connected() and has[way]]


def feed(person: Person) -> list[Notice]:
    """What was told to the person, the newest first, by whatever channel; one query."""
    told = Delivery.objects.filter(person=person, state__in=_TOLD).values("notice")
    return list(Notice.objects.filter(pk__in=told).order_by("-pk")[:MOST_SHOWN])


def told_with_file(person: Person, number: int) -> Notice:
    """The notice of this number with its attachment, if it was told to the person. Raises Notice.DoesNotExist."""
    told = Delivery.objects.filter(person=person, state__in=_TOLD, notice=number)
    return Notice.objects.exclude(file="").get(pk__in=told.values("notice"))


def note_read(person: Person) -> int:
    """The person has the feed before the eyes; how many messages were read just now."""
    unread = Delivery.objects.filter(person=person, read_at=None, state__in=_TOLD)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def add_device(person: Person, *, endpoint: str, keys: dict[str, str], label: str, agrees: bool) -> None:
    """The browser takes pushes for this person from now on. `agrees`: the button was pressed, so a consent is written;
    a page that only renews its subscription agrees to nothing. Raises DomainError."""
    devices.remember_device(person, endpoint=endpoint, keys=keys, by=None, label=label)
    if agrees:
        come_back(person, Way.PUSH)


def remove_device(person: Person, *, endpoint: str) -> bool:
    """No pushes to this browser any more; False if it is not the person's."""
    return devices.forget_device(endpoint, by=None, of=person)

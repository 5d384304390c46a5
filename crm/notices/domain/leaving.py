"""What residents do behind their personal links: read what they were told, refuse a channel, take the refusal back."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from crm.company.models import Profile
from crm.notices.enums import DeliveryState
from crm.notices.models import Delivery, Notice
from crm.people.domain import consents, devices
from crm.people.enums import ConsentChannel, ConsentSource
from crm.people.models import Device, Person, PersonPhone
from notifications.channels import Way, connected

MOST_SHOWN = 50
_TOLD = (DeliveryState.HANDED, DeliveryState.SENT, DeliveryState.DELIVERED)


def leave(person: Person, way: Way) -> None:
    """Nothing more comes to this person by this channel; a second time changes nothing.

    Raises DomainError for a person whose data are erased.
    """
    consents.withdraw(person, channel=ConsentChannel(way.value), source=ConsentSource.LINK, by=None)


def come_back(person: Person, way: Way) -> None:
    """The same page takes the refusal back: a consent of now, to the text that stands on it. Raises DomainError."""
    consents.give(person, channel=ConsentChannel(way.value), source=ConsentSource.LINK, by=None)


def has_left(person: Person, way: Way) -> bool:
    """True if the last word by this channel is a refusal."""
    last = consents.holding(person).get(ConsentChannel(way.value))
    return last is not None and not last.is_given


def offered(person: Person) -> list[tuple[Way, bool]]:
    """Channels by which the person can be reached, and whether they were agreed to. Four queries."""
    words = consents.holding(person)
    has = {
        Way.PUSH: Device.objects.filter(person=person).exists(), Way.EMAIL: bool(person.email),
        Way.SMS: PersonPhone.objects.filter(person=person).exists(),
    }  # fmt: skip
    if Profile.objects.filter(viber_enabled=True).exists():
        has[Way.VIBER] = has[Way.SMS]
    agreed = {way: ConsentChannel(way.value) in words and words[ConsentChannel(way.value)].is_given for way in has}
    return [(way, agreed[way]) for way in Way if way in connected() and has.get(way)]


@transaction.atomic
def choose(person: Person, wanted: Collection[Way]) -> None:
    """Agree to the offered channels that are wanted, refuse the others; what stays as it was is not written anew.

    Raises DomainError for a person whose data are erased.
    """
    for way, agreed in offered(person):
        if way in wanted and not agreed:
            come_back(person, way)
        elif way not in wanted and not has_left(person, way):
            leave(person, way)


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

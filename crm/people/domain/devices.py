"""Phones and browsers that take push notices: of residents, and of employees who work on the phone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from crm.journal.domain.entries import record
from crm.people.domain import phones
from crm.people.domain.queries import LIVE_DEVICE
from crm.people.models import Device, Person
from identity.models import User
from push import endpoints
from push.book import Subscription

_LABEL_LIMIT = 120
PERSON, USER = "person", "user"


@transaction.atomic
def remember_device(person: Person, *, endpoint: str, keys: dict[str, Any], by: User | None, label: str = "") -> Device:
    """A device that takes push notices; the same one again is heard of anew and counts again, whoever had it before.

    Raises DomainError if `endpoint`, the address that the browser's maker gave, is none of the public internet.
    """
    endpoints.check(endpoint)
    person = phones.locked(person)
    device, is_new = _kept(endpoint, keys, label, person=person)
    if is_new:
        record(action="people.remember_device", obj=person, by=by, changes={"device_label": [None, device.label]})
    return device


@transaction.atomic
def remember_own_device(user: User, *, endpoint: str, keys: dict[str, Any], label: str = "") -> Device:
    """The same for an employee's phone. Raises DomainError."""
    endpoints.check(endpoint)
    device, is_new = _kept(endpoint, keys, label, user=user)
    if is_new:
        record(action="people.remember_own_device", obj=user, by=user, changes={"device_label": [None, device.label]})
    return device


def heard_of(endpoint: str, *, at: datetime | None = None) -> bool:
    """Note that a device took a notice or opened the site; False for one that nobody remembers."""
    return bool(Device.objects.filter(endpoint=endpoint).update(seen_at=at or timezone.now()))


@transaction.atomic
def forget_device(endpoint: str, *, by: User | None, of: Person | User | None = None) -> bool:
    """A device that wants no notices, or whose maker says that it is gone (404, 410); False if nobody remembers it, or
    if it is not that of `of`."""
    rows = Device.objects.select_for_update(of=("self",)).select_related("person", "user").filter(endpoint=endpoint)
    device = rows.first()
    if device is None or (of is not None and of not in (device.person, device.user)):
        return False
    changes: dict[str, list[Any]] = {"device_label": [device.label, None]}
    if device.person:
        record(action="people.forget_device", obj=device.person, by=by, changes=changes)
    elif device.user:
        record(action="people.forget_own_device", obj=device.user, by=by, changes=changes)
    device.delete()
    return True


def live() -> QuerySet[Device]:
    """Devices that count: seen lately, and the last push was accepted. Push dies without a word."""
    works = Q(user=None) | Q(user__is_active=True)
    return Device.objects.filter(works, seen_at__gte=timezone.now() - LIVE_DEVICE, refused_at=None)


def have_live(users: Collection[User]) -> set[int]:
    """Numbers of those of the employees to whom a push can go; one query."""
    return set(live().filter(user__in=users).values_list("user_id", flat=True))


def address_of(whose: Person | User) -> str:
    """How the channel of pushes knows a person or an employee."""
    return f"{PERSON if isinstance(whose, Person) else USER}:{whose.pk}"


class DeviceBook:
    """What the carrier of pushes asks about devices of the current company (`push.book.Book`)."""

    def live(self, addresses: Collection[str]) -> Mapping[str, Sequence[int]]:
        """Devices that count, by whose they are; one query."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for address in addresses:
            kind, _, number = address.partition(":")
            numbers[kind].append(int(number))
        rows = live().filter(Q(person__in=numbers[PERSON]) | Q(user__in=numbers[USER])).order_by("pk")
        found: dict[str, list[int]] = defaultdict(list)
        for pk, person, user in rows.values_list("pk", "person_id", "user_id"):
            found[f"{PERSON}:{person}" if person else f"{USER}:{user}"].append(pk)
        return found

    def subscriptions(self, devices: Collection[int]) -> Mapping[int, Subscription]:
        """As their browsers described them; one query."""
        rows = Device.objects.filter(pk__in=devices).values_list("pk", "endpoint", "keys")
        return {pk: Subscription(endpoint, keys) for pk, endpoint, keys in rows}

    @transaction.atomic
    def note(self, *, accepted: Collection[int], refused: Collection[int], gone: Collection[int]) -> None:
        """What push services said; those that are gone are forgotten."""
        Device.objects.filter(pk__in=accepted, refused_at__isnull=False).update(refused_at=None)
        Device.objects.filter(pk__in=refused, refused_at=None).update(refused_at=timezone.now())
        for endpoint in Device.objects.filter(pk__in=gone).order_by("pk").values_list("endpoint", flat=True):
            forget_device(endpoint, by=None)

    def heard(self, device: int) -> None:
        """It has shown a push, so it lives."""
        Device.objects.filter(pk=device).update(seen_at=timezone.now(), refused_at=None)


def _kept(
    endpoint: str, keys: dict[str, Any], label: str, *, person: Person | None = None, user: User | None = None
) -> tuple[Device, bool]:
    """The device as it is now, and whether it is new to these hands."""
    now = timezone.now()
    device, is_new = Device.objects.select_for_update(of=("self",)).get_or_create(
        endpoint=endpoint, defaults={"person": person, "user": user, "seen_at": now}
    )
    moved = (device.person_id, device.user_id) != (person and person.pk, user and user.pk)
    device.person, device.user, device.keys, device.label = person, user, keys, label[:_LABEL_LIMIT]
    device.seen_at, device.refused_at = now, None
    device.save()
    return device, is_new or moved

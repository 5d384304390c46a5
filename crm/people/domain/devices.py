"""Phones and browsers of residents that take push notices."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.journal.domain.entries import record
from crm.people.domain import phones
from crm.people.models import Device, Person
from identity.models import User
from tenants.errors import DomainError

_ENDPOINT_LIMIT = 1000
_LABEL_LIMIT = 120


@transaction.atomic
def remember_device(person: Person, *, endpoint: str, keys: dict[str, Any], by: User | None, label: str = "") -> Device:
    """A device that takes push notices; the same one again is only heard of anew, whoever had it before.

    Raises DomainError if `endpoint`, the address that the browser's maker gave, is no https address.
    """
    if not endpoint.startswith("https://") or len(endpoint) > _ENDPOINT_LIMIT:
        raise DomainError("Браузер не дал адреса для уведомлений. Разрешите их и попробуйте ещё раз.")
    person = phones.locked(person)
    device, is_new = Device.objects.select_for_update().get_or_create(
        endpoint=endpoint, defaults={"person": person, "seen_at": timezone.now()}
    )
    moved = device.person_id != person.pk
    device.person, device.keys, device.label, device.seen_at = person, keys, label[:_LABEL_LIMIT], timezone.now()
    device.save()
    if is_new or moved:
        record(action="people.remember_device", obj=person, by=by, changes={"device_label": [None, device.label]})
    return device


def heard_of(endpoint: str, *, at: datetime | None = None) -> bool:
    """Note that a device took a notice or opened the site; False for one that nobody remembers."""
    return bool(Device.objects.filter(endpoint=endpoint).update(seen_at=at or timezone.now()))


@transaction.atomic
def forget_device(endpoint: str, *, by: User | None) -> bool:
    """A device that wants no notices, or whose maker says that it is gone (404, 410); False if nobody remembers it."""
    device = Device.objects.select_for_update(of=("self",)).select_related("person").filter(endpoint=endpoint).first()
    if device is None:
        return False
    record(action="people.forget_device", obj=device.person, by=by, changes={"device_label": [device.label, None]})
    device.delete()
    return True

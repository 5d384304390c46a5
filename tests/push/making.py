"""Browsers of residents that take pushes, and receipts that they give back."""

from typing import Any

from django.test import Client

from crm.notices.domain import sending
from crm.notices.models import Delivery, Notice
from crm.people.domain.devices import remember_device
from crm.people.models import Person
from push.domain.sending import send_waiting
from tests.emulators.push import Device, Service


def equip(person: Person, push: Service) -> Device:
    """The person's browser takes pushes from now on."""
    device = push.subscribe()
    remember_device(person, endpoint=device.endpoint, keys=device.keys, label="Chrome, Android", by=None)
    return device


def go(notice: Notice) -> Notice:
    """Batch after batch, then what the outbox holds; what a task does once the transaction is done."""
    sending.start(notice.pk)
    while sending.send_some(notice.pk):
        pass
    send_waiting()
    notice.refresh_from_db()
    return notice


def give_back(client: Client, payload: dict[str, Any], what: str = "shown") -> int:
    """What a worker does; the status of the answer."""
    return client.post("/push/receipt/", {"token": payload["receipt"], "what": what}).status_code


def states(notice: Notice) -> dict[str, str]:
    """Channel → state of each message to one person."""
    return dict(Delivery.objects.filter(notice=notice).values_list("channel", "state"))

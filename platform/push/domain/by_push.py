"""Mailings by push: a message for each live device of a person, in the outbox with the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from notifications.channels import Fate, Mailing, Parcel, Way
from push import tasks
from push.book import book
from push.models import Push, State
from tenants.connection import connection
from tenants.context import current_tenant

NO_DEVICE = "Не осталось устройств, которые принимают push."
_LONGEST_BODY = 400  # characters; a screen shows less, and in UTF-8 it is within what every service takes


class ByPush:
    """One push for each device. An address is whose the devices are: "person:15", "user:7"."""

    way = Way.PUSH
    at_once = 500

    def hand_over(self, mailing: Mailing, parcels: Sequence[Parcel]) -> Mapping[int, int | None]:
        """Put them into the outbox. Who has no live device any more gets nothing: `fates` says so."""
        schema, now, company = connection.schema_name, timezone.now(), current_tenant().short_name
        devices = book().live([parcel.address for parcel in parcels])
        rows = [
            Push(
                schema_name=schema, key=mailing.key, address=parcel.address, device=device,
                payload={
                    "title": mailing.subject, "body": _body(mailing.text), "company": company,
                    "url": mailing.url or parcel.feed_url,
                },
                is_urgent=mailing.is_urgent, next_at=now, created_at=now, state_at=now,
            )
            for parcel in parcels
            for device in devices.get(parcel.address, ())
        ]  # fmt: skip
        Push.objects.bulk_create(rows, ignore_conflicts=True)
        if rows:
            transaction.on_commit(lambda: tasks.send_soon(schema))
        return {parcel.id: None for parcel in parcels}

    def fates(
        self, mailing_key: str, handed: Collection[tuple[int, str, int | None]]
    ) -> Mapping[int, tuple[Fate, str]]:
        """The best that became of a person's devices; one query."""
        found = Push.objects.filter(
            schema_name=connection.schema_name, key=mailing_key, address__in=[address for _, address, _ in handed]
        )
        by_address: dict[str, list[Push]] = defaultdict(list)
        for one in found.only("address", "state", "told", "received_at").order_by("pk"):
            by_address[one.address].append(one)
        return {parcel: _fate(by_address[address]) for parcel, address, _ in handed}

    def call_back(self, mailing_key: str) -> int:
        """What no service has taken goes nowhere."""
        waiting = Push.objects.filter(schema_name=connection.schema_name, key=mailing_key, state=State.WAITING)
        return waiting.update(state=State.CANCELLED, state_at=timezone.now(), payload={}, told="Рассылку остановили.")


def lives_for(push: Push) -> timedelta:
    """How long a push makes sense to a device that is switched off."""
    return timedelta(hours=12) if push.is_urgent else timedelta(days=3)


def _fate(devices: Sequence[Push]) -> tuple[Fate, str]:
    if any(one.received_at for one in devices):
        return Fate.DELIVERED, ""
    states = {one.state for one in devices}
    if State.SENT in states:
        return Fate.SENT, ""
    waiting = next((one for one in devices if one.state == State.WAITING), None)
    if waiting:
        return Fate.ON_ITS_WAY, waiting.told
    return Fate.FAILED, devices[-1].told if devices else NO_DEVICE


def _body(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_BODY else f"{text[: _LONGEST_BODY - 1].rstrip()}…"

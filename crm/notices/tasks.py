"""Sending by batches, and what goes by the clock. Thin: ids in, domain called."""

from typing import TYPE_CHECKING

from celery import shared_task
from django.conf import settings
from django.db import transaction

from tenants.tasks import send_to_each_open

if TYPE_CHECKING:
    from crm.notices.models import Notice


def send_soon(notice: "Notice") -> None:
    """Send it in a worker once the transaction is done; one whose time has not come is found by `watch`."""
    transaction.on_commit(lambda: send.delay(notice.pk))


@shared_task(name="notices.send", title="Рассылка уведомления")
def send(notice_id: int) -> None:
    """Queue it the first time, send a batch, come again for the next; a chain that a dead worker broke is taken up by
    `watch`."""
    from crm.notices.domain import sending  # noqa: PLC0415  leaf: tasks are named by domain code

    sending.start(notice_id)
    if sending.send_some(notice_id):
        send.apply_async((notice_id,), countdown=settings.NOTICES_PAUSE)


@shared_task(name="notices.watch_everywhere", title="Уведомления: всем компаниям")
def watch_everywhere() -> None:
    """Called by beat: each company for itself; one that fails does not hold up the others."""
    send_to_each_open(watch)


@shared_task(name="notices.watch", title="Уведомления компании")
def watch() -> None:
    """Notices whose time has come or that stand still, what became of those that went, and what is due: emergencies
    that no device has shown among it."""
    from crm.notices.domain import (  # noqa: PLC0415  leaf: tasks are named by domain code
        following,
        moving_on,
        outages,
        reminders,
        sending,
    )

    reminders.remind()
    moving_on.move_on()
    outages.tell_of_beginnings()
    for notice in sending.due():
        send.delay(notice)
    following.follow_all()


@shared_task(name="notices.tell_of_verifications_everywhere", title="Поверки приборов: всем компаниям")
def tell_of_verifications_everywhere() -> None:
    """Called by beat in the day: each company for itself."""
    send_to_each_open(tell_of_verifications)


@shared_task(name="notices.tell_of_verifications", title="Поверки приборов компании")
def tell_of_verifications() -> None:
    """Tell people of meters whose verification is due; safe to repeat."""
    from crm.notices.domain import verifications  # noqa: PLC0415  leaf: tasks are named by domain code

    verifications.tell_of_verifications()

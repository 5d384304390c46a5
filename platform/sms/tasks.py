"""Handing over, asking what became of messages, and the daily reconciliation. Thin: ids in, domain called."""

import uuid
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from tenants.context import in_schema


def dispatch_soon(batch: uuid.UUID) -> None:
    """Send the batch in a worker; from whatever company it is asked, the task works in `public`."""
    with in_schema("public"):
        dispatch.delay(str(batch))


def ask_balances_soon() -> None:
    """After a provider was added or got another key."""
    ask_balances.delay()


@shared_task(name="sms.dispatch", title="Отправка СМС")
def dispatch(batch: str) -> None:
    """Hand over what waits of a batch; a message that is lost with its worker is found by `watch_queue`."""
    from sms.domain.dispatching import hand_over  # noqa: PLC0415  leaf: tasks are named by domain code

    hand_over(uuid.UUID(batch))


@shared_task(name="sms.watch_queue", title="СМС: что ждёт в очереди")
def watch_queue() -> None:
    """Hand over what waits for longer than it should, and find out about what was being handed over."""
    from sms.domain.dispatching import hand_over  # noqa: PLC0415  leaf: tasks are named by domain code
    from sms.domain.tracking import find_lost  # noqa: PLC0415  leaf: tasks are named by domain code

    find_lost()
    hand_over()


@shared_task(name="sms.ask_statuses", title="СМС: отчёты о доставке")
def ask_statuses() -> None:
    """Ask services about messages on their way; release the money of those on which a service is silent."""
    from sms.domain.tracking import ask, release_silent  # noqa: PLC0415  leaf: tasks are named by domain code

    ask()
    release_silent()


@shared_task(name="sms.receive", title="СМС: отчёты на сеансах SMPP")
def receive() -> None:
    """Bind for what services say of themselves; one worker with each service at a time, for some seconds."""
    from sms.domain.receiving import receive  # noqa: PLC0415  leaf: tasks are named by domain code

    receive()


@shared_task(name="sms.ask_balances", title="СМС: балансы у сервисов")
def ask_balances() -> None:
    """Keep what we have at each service."""
    from sms.domain.providers import ask_balances  # noqa: PLC0415  leaf: tasks are named by domain code

    ask_balances()


@shared_task(name="sms.reconcile", title="СМС: сверка с сервисами")
def reconcile() -> None:
    """Count the last days anew: reports of some messages come late."""
    from sms.domain.reconciling import DAYS, reconcile_day  # noqa: PLC0415  leaf: tasks are named by domain code

    today = timezone.localdate()
    for back in range(1, DAYS + 1):
        reconcile_day(today - timedelta(days=back))

"""Sending what waits. Thin: domain called. A task speaks for the company whose pushes it sends."""

from celery import shared_task

from tenants.context import in_schema


def send_soon(schema_name: str) -> None:
    """Send the company's pushes in a worker."""
    with in_schema(schema_name):
        send.delay()


@shared_task(name="push.send", title="Отправка push")
def send() -> None:
    """What waits of the company; what a dead worker left is found by `watch_queue`."""
    from push.domain import sending  # noqa: PLC0415  leaf: tasks are named by domain code

    sending.send_waiting()


@shared_task(name="push.watch_queue", title="Push: что ждёт в очереди")
def watch_queue() -> None:
    """Called by beat: companies whose pushes may be tried now."""
    from push.domain import sending  # noqa: PLC0415  leaf: tasks are named by domain code

    for schema_name in sending.companies_that_wait():
        send_soon(schema_name)


@shared_task(name="push.forget_old", title="Push: старое")
def forget_old() -> None:
    """Called by beat once a night."""
    from push.domain import sending  # noqa: PLC0415  leaf: tasks are named by domain code

    sending.forget_old()

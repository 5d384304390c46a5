"""The nightly count, the monthly charge, and crediting what banks tell of."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from tenants.context import current_tenant
from tenants.tasks import send_to_each_open


@shared_task(name="billing.snapshot_all", title="Подсчёт лицевых счетов: всем компаниям")
def snapshot_all() -> None:
    """Send each working company its own count; one that fails does not hold up the others."""
    send_to_each_open(snapshot)


@shared_task(
    name="billing.snapshot",
    title="Подсчёт лицевых счетов компании",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def snapshot() -> None:
    """Count the accounts of the company that the message speaks for; safe to repeat."""
    from billing.domain.metering import take_snapshot  # noqa: PLC0415  leaf: tasks are named by domain code

    take_snapshot(current_tenant())


@shared_task(
    name="billing.charge_last_month",
    title="Начисление за прошлый месяц",
    autoretry_for=(Exception,),
    max_retries=10,
    retry_backoff=60,
)
def charge_last_month() -> None:
    """Charge the month that has ended; safe to repeat."""
    from billing.domain.charging import charge_month  # noqa: PLC0415  leaf: tasks are named by domain code

    charge_month(timezone.localdate().replace(day=1) - timedelta(days=1))


@shared_task(
    name="billing.credit_statement",
    title="Зачисление по выписке банка",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def credit_statement(statement_id: int) -> None:
    """Credit what waits of a statement; safe to repeat."""
    from billing.domain.statements import credit_waiting  # noqa: PLC0415  leaf: tasks are named by domain code

    credit_waiting(statement_id)


@shared_task(name="billing.credit_waiting", title="Зачисление: что осталось от выписок")
def credit_waiting() -> None:
    """Credit what a worker has left in the middle."""
    from billing.domain.statements import credit_waiting  # noqa: PLC0415  leaf: tasks are named by domain code

    credit_waiting()


@shared_task(name="billing.check_books", title="Проверка книг")
def check_books() -> None:
    """Check what must hold in the books; companies with which something is wrong are parked, operators are told."""
    from billing.domain.parking import check_and_park  # noqa: PLC0415  leaf: tasks are named by domain code

    check_and_park()

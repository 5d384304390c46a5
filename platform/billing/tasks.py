"""The nightly count and the monthly charge."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from tenants.context import current_tenant, in_schema
from tenants.enums import State
from tenants.models import Tenant


@shared_task(name="billing.snapshot_all", title="Подсчёт лицевых счетов: всем компаниям")
def snapshot_all() -> None:
    """Send each working company its own count; one that fails does not hold up the others."""
    open_ones = Tenant.objects.filter(state__in=[State.ACTIVE, State.SUSPENDED]).values_list("schema_name", flat=True)
    for schema in open_ones.iterator(chunk_size=500):
        with in_schema(schema):
            snapshot.delay()


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

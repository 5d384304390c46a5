"""The totals of what programs have read, into the journal."""

from celery import shared_task
from django.utils import timezone

from tenants.context import current_tenant
from tenants.local_time import zone
from tenants.tasks import send_to_each_open


@shared_task(name="api.close_days", title="Итоги чтения программами: всем компаниям")
def close_days() -> None:
    """Send each company its own; one that fails does not hold up the others."""
    send_to_each_open(close_days_of_company)


@shared_task(
    name="api.close_days_of_company",
    title="Итоги чтения программами компании",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def close_days_of_company() -> None:
    """Write the totals of the days that are over where the company is; safe to repeat."""
    from crm.api.domain.readings import close_days  # noqa: PLC0415  leaf: tasks are named by domain code

    close_days(before=timezone.localdate(timezone=zone(current_tenant().time_zone)))

"""Money that runs out and months that end, company by company."""

from datetime import timedelta

from celery import shared_task

from tenants.context import current_tenant
from tenants.tasks import send_to_each_open


@shared_task(name="crm_billing.watch_money_everywhere", title="Деньги компаний: всем компаниям")
def watch_money_everywhere() -> None:
    """Send each working company its own look; one that fails does not hold up the others."""
    send_to_each_open(watch_money)


@shared_task(
    name="crm_billing.watch_money",
    title="Деньги компании: предупредить, приостановить, вернуть",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def watch_money() -> None:
    """Take the steps that are due for the company that the message speaks for; safe to repeat."""
    from crm.billing.domain.dunning import watch  # noqa: PLC0415  app ready: needs the models

    watch()


@shared_task(name="crm_billing.close_month_everywhere", title="Акты и УПД за прошлый месяц: всем компаниям")
def close_month_everywhere() -> None:
    """Send each working company its own closing; one that fails does not hold up the others."""
    send_to_each_open(close_month)


@shared_task(
    name="crm_billing.close_month",
    title="Акт и УПД компании за прошлый месяц",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=60,
)
def close_month() -> None:
    """Make the papers of the month that has ended and write of them; safe to repeat."""
    from crm.billing.domain.closing import close_last_month  # noqa: PLC0415  app ready: needs the models

    close_last_month()


@shared_task(name="crm_billing.accrue_bonuses_everywhere", title="Бонусы за прошлый месяц: всем компаниям")
def accrue_bonuses_everywhere() -> None:
    """Send each working company its own count; one that fails does not hold up the others."""
    send_to_each_open(accrue_bonuses)


@shared_task(
    name="crm_billing.accrue_bonuses",
    title="Бонусы компании за прошлый месяц",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=60,
)
def accrue_bonuses() -> None:
    """Give the company that the message speaks for the bonuses of the month that has ended; safe to repeat."""
    from billing.domain.bonuses import accrue  # noqa: PLC0415  app ready: needs the models
    from billing.domain.metering import today_of  # noqa: PLC0415  app ready: needs the models

    tenant = current_tenant()
    accrue(tenant, today_of(tenant).replace(day=1) - timedelta(days=1))

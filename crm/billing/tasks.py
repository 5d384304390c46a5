"""Money that runs out, company by company."""

from celery import shared_task

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

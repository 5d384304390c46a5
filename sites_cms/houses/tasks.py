"""Letters to subscribers, and what of the site goes by the clock."""

from celery import shared_task

from tenants.tasks import send_to_each_open


@shared_task(name="site_houses.tell", title="Письма подписчикам дома об отключении")
def tell(outage_id: int) -> None:
    """Write to those who do not know yet how the outage stands; safe to repeat."""
    from crm.dispatch.models import Outage  # noqa: PLC0415  app ready: needs the models
    from sites_cms.houses.domain import telling  # noqa: PLC0415  app ready: needs the models

    telling.tell_subscribers(Outage.objects.get(pk=outage_id))


@shared_task(name="site_houses.watch_everywhere", title="Сайт по часам: всем компаниям")
def watch_everywhere() -> None:
    """Called by beat: each company for itself; one that fails does not hold up the others."""
    send_to_each_open(watch)


@shared_task(name="site_houses.watch", title="Сайт компании по часам")
def watch() -> None:
    """Publish what was to appear by now, take down what has ended, tell of what has begun; safe to repeat."""
    from django.core.management import call_command  # noqa: PLC0415  slow import

    from sites_cms.houses.domain import subscriptions, telling  # noqa: PLC0415  app ready: needs the models

    call_command("publish_scheduled")
    telling.tell_of_beginnings()
    subscriptions.forget_unconfirmed()

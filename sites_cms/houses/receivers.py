"""What other packages do and the site answers to: an outage is told to subscribers, a house is removed."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete

from crm.accounting.models import House
from crm.dispatch.events import outage_said
from crm.dispatch.models import Outage
from sites_cms.houses.models import Subscription
from sites_cms.houses.tasks import tell
from sites_cms.pages.models import NewsPage


def connect() -> None:
    """Listen from now on."""
    outage_said.connect(tell_later, dispatch_uid="site_houses.tell")
    pre_delete.connect(hide_its_news, sender=House, dispatch_uid="site_houses.hide_news")


def tell_later(outage: Outage, **_: Any) -> None:
    """Once it is committed; nothing is sent to the queue where nobody subscribed."""
    if Subscription.objects.filter(house__outages__outage=outage, confirmed_at__isnull=False, ended_at=None).exists():
        transaction.on_commit(lambda: tell.delay(outage.pk))


def hide_its_news(instance: House, **_: Any) -> None:
    """News for this house alone would become news for everybody: it goes back to the drafts."""
    of_others = NewsPage.houses.through.objects.exclude(house=instance).values("newspage")
    for page in NewsPage.objects.filter(houses=instance, live=True).exclude(pk__in=of_others):
        page.unpublish()

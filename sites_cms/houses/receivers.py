"""What is said of an outage in the office is told to the subscribers of its houses."""

from typing import Any

from django.db import transaction

from crm.dispatch.events import outage_said
from crm.dispatch.models import Outage
from sites_cms.houses.models import Subscription
from sites_cms.houses.tasks import tell


def connect() -> None:
    """Listen from now on."""
    outage_said.connect(tell_later, dispatch_uid="site_houses.tell")


def tell_later(outage: Outage, **_: Any) -> None:
    """Once it is committed; nothing is sent to the queue where nobody subscribed."""
    if Subscription.objects.filter(house__outages__outage=outage, confirmed_at__isnull=False, ended_at=None).exists():
        transaction.on_commit(lambda: tell.delay(outage.pk))

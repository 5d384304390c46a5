"""«Вывесить на сайте» on the page of an outage."""

from urllib.parse import urlencode

from django.urls import reverse

from crm.accounting.screen_buttons import Button
from crm.dispatch.models import Outage
from crm.dispatch.outage_buttons import buttons
from sites_cms.alerts.rights import PUBLISH_ALERTS


def register() -> None:
    """Put the button onto the page."""
    buttons.register(Button("alert", 10, "Вывесить на сайте", "site", PUBLISH_ALERTS, _url))


def _url(outage: Outage) -> str | None:
    if outage.is_over:
        return None
    return f"{reverse('site_alerts:add')}?{urlencode({'outage': outage.pk})}"

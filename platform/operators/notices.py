"""Letters to the operators themselves."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from identity.models import User
from notifications.domain import letters
from tenants.context import base_url, in_schema
from tenants.domain.rollout import Report
from tenants.events import updates_failed

MOST_NAMED = 20


@receiver(updates_failed, dispatch_uid="operators.tell_of_failed_updates")
def tell_of_failed_updates(report: Report, **_: Any) -> None:
    """One letter for a run, to every operator: which companies are in maintenance and what did not work."""
    with in_schema("public"):
        addresses = list(User.objects.filter(is_superuser=True, is_active=True).values_list("email", flat=True))
        for address in addresses:
            letters.write(
                template="updates_failed",
                to=address,
                subject=f"Не обновились компании: {len(report.failed)}",
                context={
                    "report": report,
                    "named": report.failed[:MOST_NAMED],
                    "more": len(report.failed[MOST_NAMED:]),
                    "page": base_url() + reverse("updates", urlconf="config.urls_platform"),
                },
            )

"""Letters to the operators themselves."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from billing.events import books_broken
from billing.models import Parking
from identity.models import User
from notifications.domain import letters
from tenants.context import base_url, in_schema
from tenants.domain.rollout import Report
from tenants.events import updates_failed

MOST_NAMED = 20


@receiver(books_broken, dispatch_uid="operators.tell_of_broken_books")
def tell_of_broken_books(parkings: list[Parking], **_: Any) -> None:
    """One letter for a check, to every operator: whose money stands now and why."""
    with in_schema("public"):
        for address in _addresses():
            letters.write(
                template="books_broken",
                to=address,
                subject=f"Книги не сходятся: {', '.join(str(one) for one in parkings[:3])}",
                context={
                    "parkings": parkings[:MOST_NAMED],
                    "more": len(parkings[MOST_NAMED:]),
                    "page": base_url() + reverse("parkings:index", urlconf="config.urls_platform"),
                },
            )


@receiver(updates_failed, dispatch_uid="operators.tell_of_failed_updates")
def tell_of_failed_updates(report: Report, **_: Any) -> None:
    """One letter for a run, to every operator: which companies are in maintenance and what did not work."""
    with in_schema("public"):
        for address in _addresses():
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


def _addresses() -> list[str]:
    return list(User.objects.filter(is_superuser=True, is_active=True).values_list("email", flat=True))

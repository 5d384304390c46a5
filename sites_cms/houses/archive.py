"""Subscriptions to houses in the company's archive: consents, with the address while there is one."""

from sites_cms.houses.models import Subscription
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

SUBSCRIPTIONS = Sheet(
    title="Подписки на дома",
    order=57,
    rows=lambda _: Subscription.objects.order_by("pk"),
    columns={
        "house__street": "", "house__number": "", "email": "", "text_version": "", "asked_at": "", "confirmed_at": "",
        "ended_at": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(SUBSCRIPTIONS)

"""Alerts in the company's archive."""

from sites_cms.alerts.models import Alert
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

ALERTS = Sheet(
    title="Объявления на сайте",
    order=56,
    rows=lambda _: Alert.objects.order_by("pk"),
    columns={
        "kind": "", "text": "", "link": "", "for_all": "", "starts_at": "", "ends_at": "", "withdrawn_at": "",
        "created_by__last_name": "кто вывесил", "created_at": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(ALERTS)

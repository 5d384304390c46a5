"""What people read of the dispatcher's desk in the company's archive."""

from crm.dispatch.models import RequestType
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

TYPES = Sheet(
    title="Типы заявок",
    order=40,
    rows=lambda _: RequestType.objects.order_by("order", "name", "pk"),
    columns={"name": "", "is_active": ""},
)


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(TYPES)

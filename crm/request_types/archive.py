"""What people read of the types of requests in the company's archive."""

from crm.request_types.models import RequestType
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

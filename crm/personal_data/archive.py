"""What people read of erasures in the company's archive."""

from crm.personal_data.models import ErasureAct
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

ACTS = Sheet(
    title="Акты об уничтожении",
    order=95,
    rows=lambda _: ErasureAct.objects.order_by("number"),
    columns=dict.fromkeys(
        ("number", "made_at", "asked_on", "reason", "subject", "erased", "kept", "by_name", "by_position"), ""
    ),
)


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(ACTS)

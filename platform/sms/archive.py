"""What of a company's archive the SMS ledger is: a sheet to read. Messages stay in the books of where they were sent;
operations that charged them go along with the company's books."""

from sms.models import Message
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

MESSAGES = Sheet(
    title="СМС",
    order=82,
    rows=lambda tenant: Message.objects.filter(tenant=tenant).order_by("id"),
    columns={
        "created_at": "", "cause": "", "reference": "", "by_name": "", "phone": "", "text": "", "segments": "",
        "base": "", "markup": "", "total": "", "state": "", "state_at": "",
    },
    in_public=True,
)  # fmt: skip


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(MESSAGES)

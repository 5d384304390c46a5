"""What people read of the journal in the company's archive."""

from crm.journal.models import Entry
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

JOURNAL = Sheet(
    title="Журнал действий",
    order=90,
    rows=lambda _: Entry.objects.order_by("pk"),
    columns={"at": "", "actor__email": "кто", "operator": "", "action": "", "object_text": "", "changes": ""},
)


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(JOURNAL)

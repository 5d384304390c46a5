"""What people read of loaded files in the company's archive; the files themselves lie beside it."""

from crm.imports.models import ImportRun
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

RUNS = Sheet(
    title="Загрузки",
    order=70,
    rows=lambda _: ImportRun.objects.order_by("pk"),
    columns={
        "created_at": "", "created_by__email": "кто", "file_name": "", "file": "где лежит", "status": "", "total": "",
        "added": "", "changed": "", "refused": "", "undone_at": "", "help_asked_at": "", "help_answer": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(RUNS)

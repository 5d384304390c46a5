"""Documents of the site in the company's archive."""

from sites_cms.documents.models import Document
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

DOCUMENTS = Sheet(
    title="Документы сайта",
    order=54,
    rows=lambda _: Document.objects.order_by("pk"),
    columns={
        "folder__parent__title": "в папке", "folder__title": "папка", "house__street": "улица",
        "house__number": "номер дома", "title": "", "date": "", "level": "", "is_shown": "", "file": "",
        "file_name": "", "size": "", "added_at": "", "added_by__email": "кто загрузил", "version_of": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(DOCUMENTS)

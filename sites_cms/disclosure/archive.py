"""What people read of the disclosure in the company's archive."""

from sites_cms.disclosure.models import File, Value
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

_PLACE = {"form": "", "house__street": "улица", "house__number": "номер дома", "year": "", "item": "", "row": ""}

VALUES = Sheet(
    title="Раскрытие информации",
    order=52,
    rows=lambda _: Value.objects.exclude(row="").order_by("pk"),
    columns=_PLACE | {"value": "", "source": "", "as_of": "", "at": "", "by__email": "кто"},
)
FILES = Sheet(
    title="Файлы раскрытия",
    order=53,
    rows=lambda _: File.objects.order_by("pk"),
    columns=_PLACE | {"file": "файл", "file_name": "", "added_at": "", "added_by__email": "кто добавил"},
)


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(VALUES, FILES)

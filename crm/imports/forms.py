from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from crm.imports.domain.reading import recognise_encoding
from crm.imports.domain.runs import MAX_FILE_BYTES
from files.forms import FileField


class TableField(FileField):
    """A table: what is no text is sent back at once, with advice on how to save it as CSV."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The browser asks for CSV but lets any name through: the server's advice is better than a plain no."""
        attrs = super().widget_attrs(widget)
        del attrs["data-kinds"]
        return attrs

    def check(self, upload: UploadedFile) -> None:
        """Raise DomainError if nothing can be read; columns and rows are checked by the worker."""
        recognise_encoding(upload)


class UploadForm(forms.Form):
    """The file; a kind of import adds what is chosen for the whole file."""

    file = TableField(
        label="Файл CSV",
        kinds=("csv", "txt"),
        max_bytes=MAX_FILE_BYTES,
        help_text=f"До {MAX_FILE_BYTES // 2**20} МБ: CSV или TXT. Кодировку и разделитель определим сами.",
    )
    field_order: list[str] = []

    def options(self) -> dict[str, Any]:
        """What was chosen, as the run keeps it: JSON."""
        return {}

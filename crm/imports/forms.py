from typing import Any

from django import forms

from crm.imports.domain.runs import MAX_FILE_BYTES


class UploadForm(forms.Form):
    """The file; a kind of import adds what is chosen for the whole file."""

    file = forms.FileField(
        label="Файл CSV",
        help_text=f"До {MAX_FILE_BYTES // 2**20} МБ. Кодировку и разделитель определим сами.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст. Проверьте, тот ли файл выбран."},
    )
    field_order: list[str] = []

    def options(self) -> dict[str, Any]:
        """What was chosen, as the run keeps it: JSON."""
        return {}

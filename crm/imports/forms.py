from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from crm.imports.domain.reading import refuse_no_table
from crm.imports.domain.runs import MAX_FILE_BYTES
from crm.imports.enums import Empty
from crm.imports.registry import Column
from files.forms import FileField


class TableField(FileField):
    """A table: what is none is sent back at once, with advice on how to save it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The browser asks for tables but lets any name through: the server's advice is better than a plain no."""
        attrs = super().widget_attrs(widget)
        del attrs["data-kinds"]
        return attrs

    def check(self, upload: UploadedFile) -> None:
        """Raise DomainError if nothing can be read; columns and rows are checked by the worker."""
        refuse_no_table(upload)


class UploadForm(forms.Form):
    """The file; a kind of import adds what is chosen for the whole file."""

    file = TableField(
        label="Файл Excel или CSV",
        kinds=("xlsx", "csv", "txt"),
        max_bytes=MAX_FILE_BYTES,
        help_text=f"До {MAX_FILE_BYTES // 2**20} МБ: XLSX, CSV или TXT. Кодировку и разделитель определим сами.",
    )
    field_order: list[str] = []

    def options(self) -> dict[str, Any]:
        """What was chosen, as the run keeps it: JSON."""
        return {}

    def ask_about_empty(self, columns: tuple[Column, ...]) -> None:
        """Ask what an empty cell means, if the kind lets something be emptied."""
        titles = [f"«{column.title}»" for column in columns if column.clearable]
        if titles:
            self.fields["empty"] = forms.ChoiceField(
                label="Если ячейка пустая",
                choices=Empty.choices,
                initial=Empty.KEEP,
                required=False,
                widget=forms.RadioSelect,
                help_text=f"Очистить можно: {', '.join(titles)}. Остальное пустая ячейка не меняет.",
            )

    def told(self) -> dict[str, Any]:
        """What was chosen for the engine."""
        return {"empty": self.cleaned_data.get("empty") or Empty.KEEP.value}


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours, shown with a cell of the first row."""

    def __init__(self, columns: tuple[Column, ...], layout: dict[str, Any], data: Any = None) -> None:
        super().__init__(data)
        self.columns = columns
        header, samples = layout.get("header", []), layout.get("samples", [])
        width = max([len(header), *(len(row) for row in samples)], default=0)
        choices = [(str(place), _title(place, header, samples)) for place in range(width)]
        for column in columns:
            place = layout.get("places", {}).get(column.name)
            self.fields[column.name] = forms.ChoiceField(
                label=column.title + ("" if column.required else " (если есть)"),
                choices=[("", "— нет в файле —"), *choices],
                initial="" if place is None else str(place),
                required=False,
            )
        self.fields["has_header"] = forms.BooleanField(
            label="Первая строка таблицы — названия колонок",
            initial=bool(layout.get("header")),
            required=False,
            help_text="Снимите, если в файле сразу идут данные.",
        )

    def places(self) -> dict[str, int]:
        """Our column → its place in the file."""
        chosen = {column.name: self.cleaned_data.get(column.name) for column in self.columns}
        return {name: int(place) for name, place in chosen.items() if place}


def _title(place: int, header: list[str], samples: list[list[str]]) -> str:
    name = header[place].strip() if place < len(header) else ""
    cell = next((row[place].strip() for row in samples if place < len(row) and row[place].strip()), "")
    words = f"{place + 1}. {name or 'без названия'}"
    return f"{words} — {cell[:40]}" if cell else words

"""Fields that say their limit before anything is sent, and keep to it afterwards."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from files.domain.images import EXTENSIONS, clean_upload
from files.domain.kinds import check_kind, titles
from tenants.errors import DomainError

DOCUMENTS = ("pdf", "doc", "docx", "xls", "xlsx", "odt", "ods", "rtf", "jpg", "png", "zip", "csv")
IMAGES = tuple(EXTENSIONS.values())


class FileInput(forms.FileInput):
    """A file input whose limit the browser knows (`base/upload.js`); without scripts the server says it."""

    class Media:
        js = ["base/upload.js"]


class FileField(forms.FileField):
    """A file of one of `kinds` (extensions), by content too, and of at most `max_bytes`."""

    widget = FileInput
    default_error_messages = {
        "required": "Выберите файл.",
        "empty": "Файл пуст. Проверьте, тот ли файл выбран.",
    }

    def __init__(self, *, kinds: Sequence[str], max_bytes: int, **options: Any) -> None:
        self.kinds, self.max_bytes = tuple(kinds), max_bytes
        options.setdefault("help_text", limit_words(kinds, max_bytes))
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """`accept` greys foreign files out; the limit is for the script."""
        accept = dict.fromkeys(f".{kind}" for kind in self.kinds)
        if "jpg" in self.kinds:
            accept[".jpeg"] = None
        return {
            **super().widget_attrs(widget),
            "accept": ",".join(accept),
            "data-max-bytes": str(self.max_bytes),
            "data-kinds": titles(self.kinds),
        }

    def to_python(self, data: Any) -> Any:
        """The upload, once its size and content are what they may be."""
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        try:
            refuse_larger(upload, self.max_bytes)
            self.check(upload)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        return upload

    def check(self, upload: UploadedFile) -> None:
        """Raise DomainError if the content is not of the allowed kinds."""
        check_kind(upload, name=upload.name or "", allowed=self.kinds)


class ImageField(FileField):
    """A picture; what comes out is drawn anew and holds no metadata."""

    def __init__(self, *, max_bytes: int = 10 * 2**20, **options: Any) -> None:
        super().__init__(kinds=IMAGES, max_bytes=max_bytes, **options)

    def check(self, upload: UploadedFile) -> None:
        """Raise DomainError if it is no picture; else its bytes are replaced by clean ones."""
        clean_upload(upload)


def limit_words(kinds: Sequence[str], max_bytes: int) -> str:
    """«До 10 МБ: JPEG, PNG, WebP»."""
    return f"До {max_bytes // 2**20} МБ: {titles(kinds)}."


def refuse_larger(upload: UploadedFile, max_bytes: int) -> None:
    """Raise DomainError if the upload is larger than may be."""
    if (upload.size or 0) > max_bytes:
        size = f"{(upload.size or 0) / 2**20:.1f}".replace(".", ",")
        raise DomainError(
            f"Файл «{upload.name}» слишком большой: {size} МБ. Можно не больше {max_bytes // 2**20} МБ.", field="file"
        )

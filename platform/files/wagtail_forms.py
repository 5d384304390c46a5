"""Wagtail's own forms of pictures and documents, with our checks: single, multiple and chooser uploads share them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import FileField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from files.domain.images import EXTENSIONS, clean_upload
from files.domain.kinds import check_kind, extension_of
from files.forms import DOCUMENTS, IMAGES, limit_words, refuse_larger
from tenants.errors import DomainError


class CleanImageField(WagtailImageField):
    """Draws the picture anew before Wagtail looks at it; a JPEG that is called PNG becomes what it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = limit_words(IMAGES, self.max_upload_size)

    def to_python(self, data: Any) -> Any:
        """The upload with clean bytes, or Wagtail's own answer for what is no upload."""
        upload = FileField.to_python(self, data)
        if isinstance(upload, UploadedFile):
            try:
                refuse_larger(upload, self.max_upload_size)
                clean_upload(upload)
            except DomainError as error:
                raise ValidationError(str(error)) from error
        return super().to_python(upload)


class ImageForm(BaseImageForm):
    """Every picture that comes through Wagtail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            # Not declared on the class: Wagtail's form for many pictures leaves the field out.
            self.fields["file"] = CleanImageField(label=given.label, widget=given.widget, required=given.required)


class DocumentForm(BaseDocumentForm):
    """Every document that comes through Wagtail; a picture among them loses its metadata too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.help_text = limit_words(DOCUMENTS, field.max_upload_size)
            field.widget.attrs["accept"] = ",".join(f".{kind}" for kind in (*DOCUMENTS, "jpeg"))

    def clean_file(self) -> Any:
        """The upload, once its content is what its name says."""
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        try:
            check_kind(upload, name=upload.name or "", allowed=DOCUMENTS)
            if extension_of(upload.name or "") in EXTENSIONS.values():
                clean_upload(upload)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        return upload

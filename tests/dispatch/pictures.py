"""A photo as a phone sends it."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    """A small real image."""
    made = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue(), "image/png")

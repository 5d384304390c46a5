"""The company's logo: drawn anew in two sizes, put into public storage, the old files removed after the commit."""

import io
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from crm.company.domain.profile import locked, save_changes
from crm.company.models import Profile
from files.domain.images import clean_image
from identity.models import User
from tenants.connection import connection
from tenants.context import in_schema
from tenants.errors import DomainError

LOGO_SIDE = 512
MARK_SIDE = 96
_SMALLEST = 64
_NONE, _THERE = "нет", "загружен"


@dataclass(frozen=True)
class Drawing:
    """A logo in the two sizes that pages, papers and tabs need."""

    logo: ContentFile
    mark: ContentFile
    width: int
    height: int


def draw(file: IO[bytes] | File, *, name: str) -> Drawing:
    """Both sizes of an uploaded picture: nothing of the upload is kept but its pixels, what was transparent stays so.

    Raises DomainError (field "logo") if it is no whole JPEG, PNG or WebP, or too small to be read.
    """
    try:
        clean = clean_image(file, name=name)
    except DomainError as error:
        raise DomainError(str(error), field="logo") from None
    picture = Image.open(clean)
    if max(picture.size) < _SMALLEST:
        raise DomainError(
            f"Логотип слишком мелкий: {picture.width} × {picture.height} точек. Нужно хотя бы {_SMALLEST} по длинной "
            "стороне, лучше 512.",
            field="logo",
        )
    logo = picture.convert("RGBA" if picture.mode == "RGBA" else "RGB")
    logo.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    return Drawing(
        logo=_saved(logo, "WEBP", quality=90, method=6),
        mark=_saved(_mark(picture), "PNG", optimize=True),
        width=logo.width,
        height=logo.height,
    )


def set_logo(*, file: IO[bytes] | File, name: str, by: User | None) -> Profile:
    """Put a logo in place of the old one, on the site, in the CRM and on papers. Raises DomainError as `draw` does."""
    return _put(draw(file, name=name), by=by)


def remove_logo(*, by: User | None) -> Profile:
    """Go back to the mark of the theme."""
    return _put(None, by=by)


@transaction.atomic
def _put(drawing: Drawing | None, *, by: User | None) -> Profile:
    before, after = locked()
    if drawing is None and not before.logo:
        return after
    old = [str(file) for file in (before.logo, before.mark) if file]
    if drawing:
        after.logo.save("logo.webp", drawing.logo, save=False)
        after.mark.save("mark.png", drawing.mark, save=False)
        after.logo_width, after.logo_height = drawing.width, drawing.height
    else:
        after.logo = after.mark = ""
        after.logo_width = after.logo_height = None
    words = [_THERE if before.logo else _NONE, "убран" if drawing is None else "новый" if before.logo else _THERE]
    fields = ["logo", "mark", "logo_width", "logo_height"]
    save_changes(after, fields, action="company.change_logo", changes={"logo": words}, by=by)
    _remove_after_commit(old)
    return after


def _mark(picture: Image.Image) -> Image.Image:
    """The whole picture in a transparent square."""
    small = picture.convert("RGBA")
    small.thumbnail((MARK_SIDE, MARK_SIDE), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (MARK_SIDE, MARK_SIDE), (0, 0, 0, 0))
    square.paste(small, ((MARK_SIDE - small.width) // 2, (MARK_SIDE - small.height) // 2))
    return square


def _saved(picture: Image.Image, kind: str, **saving: int | bool) -> ContentFile:
    out = io.BytesIO()
    picture.save(out, kind, **saving)
    return ContentFile(out.getvalue())


def _remove_after_commit(names: list[str]) -> None:
    schema = connection.schema_name

    def remove() -> None:
        with in_schema(schema):
            for name in names:
                default_storage.delete(name)

    transaction.on_commit(remove, robust=True)

"""A picture from a person is drawn anew: only what is seen is kept."""

import io
import warnings
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps

from files.domain.kinds import mime_of, refusal
from tenants.errors import DomainError

MAX_SIDE = 2560
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
# A JPEG is scaled down while it is read; others need all their pixels in memory.
_MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}
_SAVING = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 88, "method": 4},
}
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def clean_image(file: IO[bytes] | File, *, name: str, max_side: int = MAX_SIDE) -> ContentFile:
    """The same picture as a new file: upright, in sRGB, one frame, at most `max_side` pixels long, nothing else.

    Metadata (place, camera, preview), animation, comments and whatever is glued to the file are gone. The new name
    has the extension of the real format. Raises DomainError (field "file") if it is no whole JPEG, PNG or WebP.
    """
    picture, kind = _opened(file, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what is checked above
            if kind == "JPEG":
                picture.draft("RGB", (max_side, max_side))
            picture.seek(0)
            drawn = _plain(ImageOps.exif_transpose(picture))
    except Exception:  # a decoder raises whatever broke it, and not only its own errors
        raise refusal(name, "он повреждён. Откройте его и сохраните заново.") from None
    if kind == "JPEG" and drawn.mode not in ("RGB", "L"):
        drawn = drawn.convert("RGB")
    drawn.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    drawn.save(out, kind, **_SAVING[kind])
    return ContentFile(out.getvalue(), f"{PurePosixPath(name).stem or 'image'}.{EXTENSIONS[kind]}")


def clean_upload(upload: UploadedFile, *, max_side: int = MAX_SIDE) -> None:
    """`clean_image` in place: nobody who holds this upload can save the bytes that came. Raises DomainError."""
    clean = clean_image(upload, name=upload.name or "", max_side=max_side)
    upload.seek(0)
    upload.truncate()
    upload.write(clean.read())
    upload.flush()
    upload.seek(0)
    upload.name, upload.size = clean.name, clean.size
    upload.content_type = mime_of(clean.name or "")


def _opened(file: IO[bytes] | File, name: str) -> tuple[Image.Image, str]:
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise refusal(
            name,
            "это снимок в формате HEIC. Сохраните его как JPEG (на iPhone: Настройки → Камера → Форматы → "
            "«Наиболее совместимый») и загрузите снова.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(file, formats=list(EXTENSIONS))
    except Image.DecompressionBombError:
        raise _too_many_pixels(name) from None
    except (OSError, SyntaxError, ValueError):
        raise refusal(name, "это не картинка JPEG, PNG или WebP. Сохраните её в одном из этих форматов.") from None
    kind = "JPEG" if picture.format in ("JPEG", "MPO") else str(picture.format)
    if picture.width * picture.height > _MOST_PIXELS[kind]:
        raise _too_many_pixels(name)
    return picture, kind


def _plain(picture: Image.Image) -> Image.Image:
    """Pixels in sRGB, grey or with transparency, and nothing beside them."""
    profile = picture.info.get("icc_profile")
    seen_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if picture.mode in ("P", "PA", "LA", "1") or seen_through:
        picture = picture.convert("RGBA" if seen_through else "RGB")
    if profile:
        picture = _in_srgb(picture, profile)
    if picture.mode not in ("RGB", "RGBA", "L"):
        picture = picture.convert("RGB")
    picture.load()
    picture.info = {}
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile, or one for other colours than the picture's: shown as most browsers do
    return converted or picture


def _too_many_pixels(name: str) -> DomainError:
    return refusal(name, "в нём слишком много точек. Уменьшите его до 6000 точек по длинной стороне.")

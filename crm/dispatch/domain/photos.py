"""Photos of a request: real images only, drawn anew, without what the camera wrote beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import IO

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from crm.dispatch.enums import PhotoKind
from crm.dispatch.models import Photo, Request
from files.domain.images import clean_image
from identity.models import User
from tenants.errors import DomainError
from tenants.storage import private_files

LARGEST_PHOTO = 5 * 1024 * 1024  # bytes (manual, section 6, 13)
MOST_PHOTOS = 20
SIDE = 1600  # pixels of the longer side


def add_photo(request: Request, file: IO[bytes] | File, *, kind: PhotoKind, by: User | None) -> Photo:
    """Keep a photo; without `by` it is the resident's.

    Raises DomainError (field "photo") for what is no picture, and when there are `MOST_PHOTOS` already.
    """
    with drawn_anew(file) as name:
        return attach(request, name, kind=kind, by=by)


@contextmanager
def drawn_anew(file: IO[bytes] | File | None) -> Iterator[str]:
    """The name of the picture in private storage, "" for none; gone again if what follows fails.

    Before a transaction that numbers requests: drawing takes longer than others should wait for their number.
    """
    name = _keep(file) if file else ""
    try:
        yield name
    except BaseException:
        if name:
            private_files().delete(name)
        raise


@transaction.atomic
def attach(request: Request, name: str, *, kind: PhotoKind, by: User | None) -> Photo:
    """Put a picture that was drawn anew to a request. Raises DomainError when there are `MOST_PHOTOS` already."""
    Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if Photo.objects.filter(request=request, removed_at=None).count() >= MOST_PHOTOS:
        raise DomainError(f"У заявки уже {MOST_PHOTOS} фотографий: уберите лишнюю.", field="photo")
    return Photo.objects.create(request=request, kind=kind, file=name, by=by)


def _keep(file: IO[bytes] | File) -> str:
    clean = clean_image(file, name=str(getattr(file, "name", "") or "photo.jpg"), max_side=SIDE)
    extension = str(clean.name).rpartition(".")[2]
    return str(private_files().save(f"requests/{token_hex(8)}.{extension}", clean))


def remove_photo(photo: Photo) -> None:
    """Take a photo off that was added by mistake; the file stays: nothing of a request is lost."""
    Photo.objects.filter(pk=photo.pk, removed_at=None).update(removed_at=timezone.now())


def photos_of(request: Request) -> list[Photo]:
    """Those that are shown, in the order in which they came."""
    return list(Photo.objects.filter(request=request, removed_at=None).select_related("by"))

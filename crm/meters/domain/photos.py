"""Photos of dials: drawn anew, kept where only who may see the readings comes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from secrets import token_hex
from typing import IO

from django.core.files.base import File
from django.db import transaction

from crm.meters.domain.events import note
from crm.meters.domain.readings import Entry, hand_in
from crm.meters.enums import Deed, Source
from crm.meters.models import Reading
from crm.meters.models.readings import private_files
from files.domain.images import clean_image
from identity.models import User

SIDE = 1600  # pixels of the longer side: figures on a dial are read well
Photos = Mapping[int, IO[bytes] | File]


@transaction.atomic
def hand_in_with_photos(
    entries: Sequence[Entry], photos: Photos, *, taken_on: date, source: Source, by: User | None
) -> list[Reading]:
    """`hand_in` of readings, some with a photo (by the meter's number). Raises what it raises.

    DomainError, too, if something is no picture. What the camera wrote beside the picture (place, time, model) is not
    kept. A photo of a reading that is there already is put to it, if it has none.
    """
    kept = {pk: keep_photo(file) for pk, file in photos.items()}
    try:
        shown = [replace(entry, photo=kept.get(entry.meter.pk, "")) for entry in entries]
        readings = hand_in(shown, taken_on=taken_on, source=source, by=by)
        for reading in readings:
            name = kept.get(reading.meter_id)
            if name and not reading.photo:
                _put_to(reading, name, source=source, by=by)
    except BaseException:
        forget_photos(kept.values())
        raise
    forget_photos(set(kept.values()) - {str(reading.photo) for reading in readings})
    return readings


def keep_photo(file: IO[bytes] | File) -> str:
    """The name under which the picture lies in private storage. Raises DomainError (field "photo")."""
    clean = clean_image(file, name=str(getattr(file, "name", "") or "photo.jpg"), max_side=SIDE)
    extension = str(clean.name).rpartition(".")[2]
    return private_files().save(f"readings/{token_hex(8)}.{extension}", clean)


def forget_photos(names: Iterable[str]) -> None:
    """Take pictures away that belong to no reading."""
    for name in names:
        private_files().delete(name)


def _put_to(reading: Reading, name: str, *, source: Source, by: User | None) -> None:
    Reading.objects.filter(pk=reading.pk).update(photo=name)
    reading.photo = name
    note(reading.meter, Deed.READ, by=by, source=source, reading=reading, changes={"photo": [None, "приложено"]})

"""The photo of a house: by it an executor who has never been there knows the house again."""

from django.core.files.base import File
from django.db import transaction

from crm.accounting.models import House
from crm.journal.domain.entries import record
from files.domain.images import clean_image
from identity.models import User

PHOTO_SIDE = 1600  # pixels


@transaction.atomic
def set_house_photo(house: House, *, photo: File | None, by: User) -> House:
    """Put a photo into the place of the old one, drawn anew; None takes it away.

    The old file goes once the transaction has been committed. Raises DomainError (field "file") if it is no picture.
    """
    house = House.objects.select_for_update().get(pk=house.pk)
    old = str(house.photo.name or "")
    if photo is None:
        house.photo = ""
        house.save(update_fields=["photo", "updated_at"])
    else:
        small = clean_image(photo, name=photo.name or "", max_side=PHOTO_SIDE)
        house.photo.save(f"houses/{small.name}", small)
    forget_file(house, old)
    record(action="accounting.change_house_photo", obj=house, by=by)
    return house


def forget_file(house: House, name: str) -> None:
    """Remove the file of a photo once the current transaction has been committed."""
    if name:
        storage = house.photo.storage
        transaction.on_commit(lambda: storage.delete(name))

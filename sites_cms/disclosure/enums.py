"""Leaves: where a value comes from, and what a form's light may show."""

from django.db.models import TextChoices

VERSION = "882/2014"  # of the forms: the layout that people know, though its parent act was repealed


class Source(TextChoices):
    """Where a kept value comes from. What the CRM computes is not kept, so it is none of these."""

    HAND = "hand", "введено вручную"
    FILE = "file", "загружено из файла"
    GIS = "gis", "ГИС ЖКХ"


OWN = (Source.HAND, Source.FILE)


class Light(TextChoices):
    """A form as the list shows it."""

    FULL = "full", "заполнено"
    STALE = "stale", "устарело"
    GAPS = "gaps", "не хватает"

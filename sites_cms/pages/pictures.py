"""Pictures of blocks with their renditions, in one query for a whole page."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

# What the templates of blocks ask for.
SMALL, LARGE, WIDE = "fill-480x360|format-webp", "max-1600x1600|format-webp", "width-1200|format-webp"


def prepare(body: Any) -> None:
    """Bring the renditions of all pictures of this stream along; a picture that was deleted is None and stays so."""
    found = list(_pictures(body))
    if not found:
        return
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=[SMALL, LARGE, WIDE])
    prefetch_related_objects(found, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))


def _pictures(body: Any) -> Iterator[AbstractImage]:
    for block in body:
        entries = block.value["photos"] if block.block_type == "gallery" else [block.value]
        if block.block_type in {"gallery", "picture"}:
            yield from (entry["photo"] for entry in entries if entry["photo"])

from dataclasses import dataclass

from places.map import DISTRICT_SHAPES, DistrictShape
from places.models import FederalDistrict


@dataclass(frozen=True)
class MapDistrict:
    """A district as `platform/map.html` draws it."""

    code: str
    name: str
    full_name: str
    shape: DistrictShape
    chosen: bool


def on_map(*, chosen: str = "") -> list[MapDistrict]:
    """The districts for the map, in their order, the one with the code `chosen` marked; one query."""
    shapes = {shape.code: shape for shape in DISTRICT_SHAPES}
    return [
        MapDistrict(d.code, d.name, d.full_name, shapes[d.code], d.code == chosen)
        for d in FederalDistrict.objects.filter(code__in=shapes)
    ]

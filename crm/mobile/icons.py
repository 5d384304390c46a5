"""The company's icon on the screen of a phone: a house in its colour, drawn for the size that is asked."""

import io

from PIL import Image, ImageDraw

from crm.mobile.surroundings import Colours

SIZES = (180, 192, 512)
_SMOOTH = 4  # drawn so many times larger, and made smaller: Pillow itself leaves jagged edges
# A field of 64 × 64. All of the mark stands in the middle 80 %, as phones cut the rest to a circle or a square.
_FIELD = 64
_HOUSE = [(32, 15), (51, 31.5), (46.5, 31.5), (46.5, 49), (17.5, 49), (17.5, 31.5), (13, 31.5)]
_DOOR = (28, 36, 36, 49)


def draw(size: int, colours: Colours) -> bytes:
    """A PNG that fills its square: phones round the corners themselves."""
    side = size * _SMOOTH
    scale = side / _FIELD
    picture = Image.new("RGB", (side, side), colours.accent)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(x * scale, y * scale) for x, y in _HOUSE], fill=colours.on_accent)
    pen.rectangle([place * scale for place in _DOOR], fill=colours.accent)
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()

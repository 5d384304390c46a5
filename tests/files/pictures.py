"""Pictures as phones, scanners and attackers make them."""

import io

from PIL import Image

LEFT, RIGHT = (255, 0, 0), (0, 0, 255)


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), mode: str = "RGB", **saving: object) -> bytes:
    """Red on the left, blue on the right."""
    drawn = Image.new("RGB", size, LEFT)
    drawn.paste(RIGHT, (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    drawn.convert(mode).save(out, kind, **saving)
    return out.getvalue()


def with_place(*, orientation: int = 1) -> bytes:
    """A JPEG that tells where it was made, by which telephone and which way up it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "ТелефонЪ".encode().decode("latin-1")
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (59.0, 56.0, 4.0)
    exif[0x8825] = gps
    return picture(exif=exif, comment=b"home address")


def opened(content: bytes) -> Image.Image:
    """The picture as a viewer sees it."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image

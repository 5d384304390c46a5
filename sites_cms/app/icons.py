"""The icon on the screen of a phone: the company's logo on white, or the house in its colour where there is none."""

import hashlib
import io

from PIL import Image, UnidentifiedImageError

from crm.company.models import Profile
from crm.mobile import icons, surroundings

SIZES = icons.SIZES
_INNER = 0.76  # phones cut the rest to a circle or a square


def version(profile: Profile) -> str:
    """Changes with what the icon is drawn of; stands in its address."""
    return hashlib.sha256(f"{surroundings.colours().version}{profile.logo.name}".encode()).hexdigest()[:10]


def draw(size: int, profile: Profile) -> bytes:
    """A PNG that fills its square."""
    if not profile.logo:
        return icons.draw(size, surroundings.colours())
    try:
        with profile.logo.open("rb") as file:
            logo = Image.open(file).convert("RGBA")
    except (OSError, UnidentifiedImageError):  # the store has lost it: the app still has an icon
        return icons.draw(size, surroundings.colours())
    scale = size * _INNER / max(logo.size)
    logo = logo.resize(
        (max(1, round(logo.width * scale)), max(1, round(logo.height * scale))), Image.Resampling.LANCZOS
    )
    picture = Image.new("RGB", (size, size), "#ffffff")
    picture.paste(logo, ((size - logo.width) // 2, (size - logo.height) // 2), logo)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()

"""The themes of residents' sites: every folder of `themes/` with a `theme.json` is one (themes/README.md)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from sites_cms.appearance.domain.contrast import parse_colour

FOLDER = Path(settings.ROOT) / "themes"
USUAL = "daylight"  # of a new company, and of one whose theme is no longer there


@dataclass(frozen=True)
class Theme:
    """`ground` is the darkest of the light grounds on which links stand, `night` the lightest of the dark ones."""

    code: str  # the name of the folder
    title: str
    character: str
    order: int
    ground: str
    night: str

    @property
    def picture(self) -> str:
        """The static file that shows it in «Оформление»."""
        return f"{self.code}/picture.webp"


@cache
def themes(folder: Path = FOLDER) -> dict[str, Theme]:
    """All themes by code, in the order in which they are offered. Read once: a new folder comes with a release."""
    found = [read(file) for file in folder.glob("*/theme.json")]
    return {theme.code: theme for theme in sorted(found, key=lambda theme: (theme.order, theme.code))}


def read(file: Path) -> Theme:
    """The theme that this file tells of. Raises TypeError or DomainError if it does not keep to themes/README.md."""
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    told |= {name: parse_colour(told[name]) for name in ("ground", "night") if name in told}
    return Theme(code=file.parent.name, **told)


def theme_of(code: str) -> Theme:
    """The theme of this code; the usual one if its folder is gone: a site is never without a face."""
    found = themes()
    return found.get(code) or found[USUAL]

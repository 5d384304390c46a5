"""From an entry to the object's own screen, and from an object to its entries."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse


@dataclass(frozen=True)
class Screen:
    """Where rows of a model are seen: the name of the address, what its one argument is, the rights that open it."""

    url_name: str
    actions: tuple[str, ...]
    argument: str = "pk"


_screens: dict[str, Screen] = {}


def declare_screen(model_label: str, url_name: str, action: str, *, argument: str = "pk") -> None:
    """Say where rows of the model ("company.employee") are seen; called from the module's `AppConfig.ready`.

    `argument` is the path from the row to the number in the address. Declared again, this right opens the screen too.
    """
    known = _screens.get(model_label) or Screen(url_name, (), argument)
    if action not in known.actions:
        _screens[model_label] = replace(known, actions=(*known.actions, action))


def screen_of(model_label: str) -> Screen | None:
    """Where rows of the model are seen, if they have a screen."""
    return _screens.get(model_label)


def url_of(screen: Screen, argument: object) -> str:
    """The address of one row."""
    return reverse(screen.url_name, args=[argument])


def object_key(row: Model) -> str:
    """How the journal's filter names a row: "company.employee:5"."""
    return f"{row._meta.label_lower}:{row.pk}"


def history_url(row: Model) -> str:
    """The journal, cut to what was done to this row."""
    return history_url_of(object_key(row))


def history_url_of(key: str) -> str:
    """The same for a row that is known by its key only."""
    return f"{reverse('journal')}?{urlencode({'object': key})}"

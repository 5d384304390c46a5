"""What stands on the page of a house: figures and buttons, which each module adds for itself."""

from collections.abc import Callable
from dataclasses import dataclass

from crm.accounting.models import House
from crm.accounting.screen_buttons import Buttons
from identity.may import may
from identity.models import User


@dataclass(frozen=True)
class HouseFigure:
    """A number in the head. `count` asks the database once, for what this person may see of the house.

    `url` is where the rows behind the number are; None where there is no such list.
    """

    code: str
    order: int
    label: str
    action: str
    count: Callable[[House, User], int]
    url: Callable[[House], str | None]


@dataclass(frozen=True)
class DrawnFigure:
    """A figure with its number."""

    label: str
    count: int
    url: str | None


buttons: Buttons[House] = Buttons()

_figures: dict[str, HouseFigure] = {}


def register_figure(figure: HouseFigure) -> None:
    """Add a figure; modules call this when their app is ready."""
    _figures[figure.code] = figure


def figures_for(house: House, *, user: User) -> list[DrawnFigure]:
    """The figures that this person may see, in order."""
    return [
        DrawnFigure(figure.label, count, figure.url(house) if count else None)
        for figure in sorted(_figures.values(), key=lambda figure: figure.order)
        if may(user, figure.action)
        for count in [figure.count(house, user)]
    ]

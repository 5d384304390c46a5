"""The registry as a table: module × action × channel, drawn for one employee or for several side by side."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from crm.rights import registry
from crm.rights.domain.access import Rights, boxes_of, rows_of
from crm.rights.enums import EMPLOYEE_ROLES, Rows
from crm.rights.models import Access
from crm.rights.registry import Action, Box
from identity.channels import Channel

CHANNELS = list(Channel)


@dataclass(frozen=True)
class Cell:
    """One box, or the place of one that does not exist: then `box` is None."""

    channel: Channel
    box: Box | None = None
    ticked: bool = False
    usual: bool = False  # as the role has it
    own: bool = True  # whoever looks has it too, so may give it
    roles: str = ""  # that have it by default, for the script that marks what differs

    @property
    def differs(self) -> bool:
        return self.box is not None and self.ticked != self.usual


@dataclass(frozen=True)
class Line:
    """One action of one employee."""

    action: Action
    cells: list[Cell]
    rows: Rows | None = None  # None: every row or none, there is nothing to choose
    usual_rows: Rows = Rows.ALL

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells) or (self.rows is not None and self.rows != self.usual_rows)


@dataclass(frozen=True)
class Module:
    """The actions of one module."""

    name: str
    lines: list[Line]

    @property
    def by_rows(self) -> bool:
        """Some of its actions can be cut to rows."""
        return any(line.rows for line in self.lines)


def matrix(rights: Rights, *, giver: Collection[Box]) -> list[Module]:
    """The table of one employee with these rights, as somebody with the boxes `giver` may change it."""
    usual, usual_rows = registry.preset(rights.role), registry.preset_rows(rights.role)

    def line(action: Action) -> Line:
        cells = [_cell(action, channel, boxes=rights.boxes, usual=usual, giver=giver) for channel in CHANNELS]
        if not action.by_rows:
            return Line(action, cells)
        return Line(action, cells, rights.rows.get(action.code, usual_rows), usual_rows)

    return [Module(name, [line(action) for action in actions]) for name, actions in _by_module()]


@dataclass(frozen=True)
class Comparison:
    """One action of several employees: channels and rows of each, in the order of the employees."""

    action: Action
    extents: list[tuple[list[Channel], Rows | None]]

    @property
    def same(self) -> bool:
        """Nobody differs from the others."""
        return all(extent == self.extents[0] for extent in self.extents)


def side_by_side(everybody: Iterable[Access]) -> list[tuple[str, list[Comparison]]]:
    """«Кто что может»: modules with their actions, each with what every employee may."""
    known = [(access, boxes_of(access)) for access in everybody]

    def compare(action: Action) -> Comparison:
        extents = []
        for access, boxes in known:
            channels = [channel for channel in CHANNELS if Box(action.code, channel) in boxes]
            extents.append((channels, rows_of(access, action.code) if channels and action.by_rows else None))
        return Comparison(action, extents)

    return [(name, [compare(action) for action in actions]) for name, actions in _by_module()]


def _by_module() -> Iterator[tuple[str, list[Action]]]:
    order: dict[str, int] = {}
    for action in registry.actions():
        order.setdefault(action.module, len(order))
    actions = sorted(registry.actions(), key=lambda action: order[action.module])
    for name, group in groupby(actions, key=lambda action: action.module):
        yield name, list(group)


def _cell(
    action: Action, channel: Channel, *, boxes: Collection[Box], usual: Collection[Box], giver: Collection[Box]
) -> Cell:
    if channel not in action.channels:
        return Cell(channel)
    box = Box(action.code, channel)
    roles = " ".join(role for role in EMPLOYEE_ROLES if box in registry.preset(role))
    return Cell(channel, box, box in boxes, box in usual, box in giver, roles)

"""What the upper packages add to an archive; they register when the app is ready."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tenants.archive.format import Manifest
from tenants.models import Tenant

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Rows of a company that stand in `public`; everything runs with the connection there.

    `facts` are figures that must be the same before and after (the balance, how many invoices). `restore` is safe to
    repeat. `depart` closes what stays behind when the company has moved away to an address.
    """

    code: str
    rows: Callable[[Tenant], Iterable[Row]]
    restore: Callable[[Tenant, Iterator[Row], Manifest], None]
    facts: Callable[[Tenant], Row]
    depart: Callable[[Tenant, Manifest, str], None] | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of the readable workbook. `rows` is asked in the company's schema, or in `public` if it stands there.

    `columns` are names as `values_list` takes them; the heading is the field's verbose name, or the one given.
    """

    title: str
    order: int
    rows: Callable[[Tenant], QuerySet[Any]]
    columns: dict[str, str]
    in_public: bool = False


@dataclass(frozen=True)
class Folder:
    """Files that are made for the archive, such as the site as HTML: names below `code`/ and their content."""

    code: str
    make: Callable[[Tenant], Iterator[tuple[str, bytes]]]


_parts: dict[str, Part] = {}
_sheets: dict[str, Sheet] = {}
_folders: dict[str, Folder] = {}
_arrivals: list[Callable[[Tenant], None]] = []
_own_tables: set[str] = set()


def register(*added: Part | Sheet | Folder) -> None:
    """Add parts, sheets and folders; the same one twice stays one."""
    for one in added:
        if isinstance(one, Part):
            _parts[one.code] = one
        elif isinstance(one, Sheet):
            _sheets[one.title] = one
        else:
            _folders[one.code] = one


def on_arrival(act: Callable[[Tenant], None]) -> None:
    """Call `act` in the company's schema when its rows are there, before anybody is let in. Must be safe to repeat.

    For what is made by the installation and not carried: the directory of sign-ins, addresses.
    """
    _arrivals.append(act)


def written_here(*tables: str) -> None:
    """Name tables of a company whose rows each installation writes for itself, such as its address."""
    _own_tables.update(tables)


def own_tables() -> frozenset[str]:
    """Tables that may differ between two installations of one company."""
    return frozenset(_own_tables)


def parts() -> list[Part]:
    """All parts."""
    return list(_parts.values())


def sheets() -> list[Sheet]:
    """All sheets in their order."""
    return sorted(_sheets.values(), key=lambda sheet: sheet.order)


def folders() -> list[Folder]:
    """All folders."""
    return list(_folders.values())


def arrivals() -> list[Callable[[Tenant], None]]:
    """What is done when a company has arrived."""
    return _arrivals

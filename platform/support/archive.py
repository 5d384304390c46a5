"""Files before the operators go where their company goes: it asks whoever runs the place where its data are. Operators
who came in are a sheet to read: the rows stay with those who must answer for them.
"""

from collections.abc import Iterator
from typing import Any

from support.domain import file_asks, visits
from support.models import FileAsk
from tenants.archive.format import Manifest
from tenants.archive.registry import Part, Sheet
from tenants.archive.registry import register as register_in_archive
from tenants.models import Tenant

_TOLD = ("run_id", "asked_by_id", "what", "file_name", "message")


def _rows(tenant: Tenant) -> Iterator[dict[str, Any]]:
    """What waits. What is answered stays with who answered; the answer is in the company's own rows."""
    yield from file_asks.waiting_of(tenant).order_by("pk").values(*_TOLD)


def _facts(tenant: Tenant) -> dict[str, Any]:
    return {"waiting": file_asks.waiting_of(tenant).count()}


def _restore(tenant: Tenant, told: Iterator[dict[str, Any]], _: Manifest) -> None:
    FileAsk.objects.bulk_create([FileAsk(tenant=tenant, **row) for row in told], ignore_conflicts=True)


def _depart(tenant: Tenant, _: Manifest, to: str) -> None:
    """Whoever works here sees the file no longer, and is inside no longer."""
    file_asks.close_all(tenant)
    visits.end_all(tenant)


FILE_ASKS = Part(code="file_asks", rows=_rows, restore=_restore, facts=_facts, depart=_depart)
VISITS = Sheet(
    title="Входы операторов",
    order=91,
    rows=lambda tenant: visits.visits_to(tenant).filter(entered_at__isnull=False).order_by("id"),
    columns={"entered_at": "", "ended_at": "", "operator_name": "", "person_name": "", "reason": ""},
    in_public=True,
)


def register() -> None:
    """Add the asks and the visits to archives."""
    register_in_archive(FILE_ASKS, VISITS)

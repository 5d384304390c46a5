"""Towns that a company waits for go where the company goes: the directory there is what it needs them in."""

from collections.abc import Iterator
from typing import Any

from places.enums import AskState
from places.models import Region, TownAsk
from tenants.archive.format import Manifest
from tenants.archive.registry import Part
from tenants.archive.registry import register as register_in_archive
from tenants.errors import DomainError
from tenants.models import Tenant

_TOLD = ("asked_by_id", "name", "name_key", "kind")


def _rows(tenant: Tenant) -> Iterator[dict[str, Any]]:
    """What waits: an answer was a letter, and the town came into the directory of here."""
    for ask in TownAsk.objects.filter(tenant=tenant, state=AskState.WAITING).select_related("region").order_by("pk"):
        yield {**{name: getattr(ask, name) for name in _TOLD}, "region": ask.region.code}


def _facts(tenant: Tenant) -> dict[str, Any]:
    return {"waiting": TownAsk.objects.filter(tenant=tenant, state=AskState.WAITING).count()}


def _restore(tenant: Tenant, told: Iterator[dict[str, Any]], _: Manifest) -> None:
    """Raises DomainError if the directory here has not the region."""
    regions = {region.code: region for region in Region.objects.all()}
    asks = []
    for row in told:
        region = regions.get(code := row.pop("region"))
        if region is None:
            raise DomainError(f"В справочнике нет региона {code}: сначала добавьте его.")
        asks.append(TownAsk(tenant=tenant, region=region, **row))
    TownAsk.objects.bulk_create(asks, ignore_conflicts=True)


def _depart(tenant: Tenant, _: Manifest, to: str) -> None:
    """It asks there now."""
    TownAsk.objects.filter(tenant=tenant, state=AskState.WAITING).delete()


TOWN_ASKS = Part(code="town_asks", rows=_rows, restore=_restore, facts=_facts, depart=_depart)


def register() -> None:
    """Add the asks to archives."""
    register_in_archive(TOWN_ASKS)

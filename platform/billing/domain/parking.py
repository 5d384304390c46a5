"""A company whose books do not hold is parked: its money stands, everything else of it goes on.

The database holds it: a trigger refuses every operation of a parked company but corrections.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from billing.domain.invariants import Broken, check_all
from billing.events import books_broken
from billing.models import LedgerAccount, Parking
from tenants.errors import DomainError
from tenants.models import Tenant


class ParkedError(DomainError):
    """The company's books are being mended: no money moves."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(
            f"«{tenant}»: операции со счётом приостановлены, мы сверяем книги. Деньги на месте, остальное работает."
        )


def parked() -> QuerySet[Parking, Any]:
    """The companies that are parked, for a subquery."""
    return Parking.objects.filter(freed_at=None, tenant__isnull=False).values("tenant")


def with_parking(accounts: QuerySet[LedgerAccount]) -> QuerySet[LedgerAccount, Any]:
    """The accounts, each with `is_parked`: for who reads one anyway."""
    return accounts.annotate(is_parked=Exists(Parking.objects.filter(tenant=OuterRef("tenant"), freed_at=None)))


def refuse_parked(tenant: Tenant) -> None:
    """Raise ParkedError if the company's money stands."""
    if Parking.objects.filter(tenant=tenant, freed_at=None).exists():
        raise ParkedError(tenant)


def check_and_park() -> list[Broken]:
    """Check everything and park the companies with which something is wrong; what was found. Safe to repeat."""
    found = check_all()
    with transaction.atomic():
        fresh = [parking for parking in map(_park, *_by_company(found)) if parking]
    if fresh:
        books_broken.send(sender=None, parkings=fresh)
    return found


def recheck(parking: Parking) -> Parking:
    """Check once more: free the company if all holds, else keep what still does not. The caller has locked the row."""
    found = dict(zip(*_by_company(check_all()), strict=True)).get(parking.tenant_id, [])
    left = _not_accepted(parking.tenant_id, found)
    parking.reasons = left or parking.reasons
    if not left:
        parking.freed_at = timezone.now()
    parking.save(update_fields=["reasons", "freed_at"])
    return parking


def _by_company(found: Iterable[Broken]) -> tuple[list[int | None], list[list[str]]]:
    reasons: dict[int | None, list[str]] = defaultdict(list)
    for one in found:
        if one.stops_money:
            for company in one.companies:
                reasons[company].append(one.words)
    return list(reasons), list(reasons.values())


def _park(company: int | None, reasons: Collection[str]) -> Parking | None:
    """None if it is parked already or if two operators have accepted just that."""
    fresh = _not_accepted(company, reasons)
    if not fresh:
        return None
    tenant = Tenant.objects.get(pk=company) if company else None
    parking, is_new = Parking.objects.get_or_create(tenant=tenant, freed_at=None, defaults={"reasons": fresh})
    if not is_new and parking.reasons != fresh:
        parking.reasons = fresh
        parking.save(update_fields=["reasons"])
    return parking if is_new else None


def _not_accepted(company: int | None, reasons: Collection[str]) -> list[str]:
    accepted = Parking.objects.filter(tenant=company, accepted=True).values_list("reasons", flat=True)
    known = {words for some in accepted for words in some}
    return [words for words in reasons if words not in known]

"""Requests about the same thing: shown before a new one is saved, so that ten calls about a riser become one."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.dispatch.enums import OPEN
from crm.dispatch.models import Request
from crm.request_types.models import RequestType

MOST = 5
LATELY = timedelta(days=3)  # how long a closed one is still worth a look


@dataclass(frozen=True)
class Alike:
    """A request that a new call may be about. `is_near`: in the same entrance, or in the same flat."""

    request: Request
    callers: int
    is_near: bool


def alike(house: House, *, account: Account | None, kind: RequestType | None) -> list[Alike]:
    """Open ones of the house, and those closed lately; the nearest and newest first; one query."""
    now = timezone.now()
    found = (
        Request.objects.filter(house=house)
        .filter(Q(status__in=OPEN) | Q(finished_at__gte=now - LATELY))
        .select_related("house", "account__house", "type", "outage")
        .annotate(near=_near(account), calls=Count("callers"))
        .order_by("-near", F("finished_at").desc(nulls_first=True), "-created_at")
    )
    if kind is not None:
        found = found.filter(Q(type=kind) | Q(type=None))
    return [Alike(row, row.calls, row.near > 0) for row in found[:MOST]]


def repeats(request: Request) -> QuerySet[Request]:
    """Earlier requests of the same place about the same thing."""
    same = Request.objects.filter(house=request.house_id, type=request.type_id).exclude(pk=request.pk)
    return same.filter(account=request.account_id) if request.account_id else same.filter(place=request.place)


def _near(account: Account | None) -> Case:
    if account is None:
        return Case(default=Value(0), output_field=IntegerField())
    cases = [When(account=account, then=Value(2))]
    if account.entrance:
        entrance = account.entrance
        cases.append(When(Q(account__entrance=entrance) | Q(entrance=entrance), then=Value(1)))
    return Case(*cases, default=Value(0), output_field=IntegerField())

"""What a company may read of the SMS ledger: its own rows and no other's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from sms.enums import HELD
from sms.models import Message
from tenants.models import Tenant


@dataclass(frozen=True)
class Sought:
    """What somebody looks for; days are those of the current time zone, `phone` digits from any part of a number."""

    since: date | None = None
    until: date | None = None
    by_id: int | None = None
    by_system: bool = False
    house: int | None = None
    phone: str = ""
    state: str = ""
    cause: str = ""
    charge: int | None = None  # the operation of the books by which they were paid
    medium: str = ""


@dataclass(frozen=True)
class Totals:
    """What found messages have cost, in roubles: exactly three numbers. `held` still waits for its end."""

    messages: int
    segments: int
    base: Decimal
    markup: Decimal
    total: Decimal
    held: Decimal


def messages_of(tenant: Tenant, sought: Sought, *, houses: Collection[int] | None = None) -> QuerySet[Message]:
    """The company's messages, the newest first; with `houses`, those that went to these houses alone."""
    found = Message.objects.filter(tenant=tenant).order_by("-created_at", "-id")
    if houses is not None:
        found = found.filter(house__in=houses)
    if sought.since:
        found = found.filter(created_at__gte=_midnight(sought.since))
    if sought.until:
        found = found.filter(created_at__lt=_midnight(sought.until + timedelta(days=1)))
    if sought.by_system:
        found = found.filter(by_id=None)
    names = ("by_id", "house", "state", "cause", "charge", "medium")
    exact = {name: getattr(sought, name) for name in names}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    digits = "".join(sign for sign in sought.phone if sign.isdigit())
    return found.filter(phone__contains=digits) if digits else found


def totals(found: QuerySet[Message]) -> Totals:
    """The sums of what was found, in one query."""
    paid = Q(charge__isnull=False)
    sums = found.order_by().aggregate(
        messages=Count("pk"),
        parts=Sum("segments"),
        bases=Sum("base", filter=paid),
        markups=Sum("markup", filter=paid),
        paid=Sum("total", filter=paid),
        held=Sum("total", filter=Q(state__in=HELD)),
    )
    zero = Decimal(0)
    return Totals(
        messages=sums["messages"],
        segments=sums["parts"] or 0,
        base=sums["bases"] or zero,
        markup=sums["markups"] or zero,
        total=sums["paid"] or zero,
        held=sums["held"] or zero,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

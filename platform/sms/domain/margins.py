"""What SMS bring and cost: month by month, service by service."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from sms.models import Message

_ROUBLES = DecimalField(max_digits=14, decimal_places=2)
_PAID = Q(charge__isnull=False)


@dataclass(frozen=True)
class Margin:
    """SMS that were made in a month and carried by a service; roubles.

    `cost` is what the service said it took, also for what no company paid; where it has not said, the base price of
    what was paid. `unsaid` of the messages are reckoned so.
    """

    month: date
    provider: int
    name: str
    messages: int
    charged: Decimal
    cost: Decimal
    unsaid: int

    @property
    def margin(self) -> Decimal:
        """What is left."""
        return self.charged - self.cost


def margins(since: datetime, until: datetime) -> list[Margin]:
    """From a moment up to another (not included), the oldest month first; months are of the current time zone.

    One query over the messages of that time.
    """
    agreed = Case(When(_PAID, then=F("base")), default=Value(Decimal(0)), output_field=_ROUBLES)
    cost = Coalesce(F("provider_cost"), agreed, output_field=_ROUBLES)
    rows = (
        Message.objects.filter(created_at__gte=since, created_at__lt=until, provider__isnull=False)
        .annotate(of_month=TruncMonth("created_at"))
        .order_by("of_month", "provider__position", "provider")
        .values_list("of_month", "provider", "provider__name")
        .annotate(
            messages=Count("pk", filter=_PAID),
            charged=Coalesce(Sum("total", filter=_PAID), Value(Decimal(0)), output_field=_ROUBLES),
            cost=Sum(cost, output_field=_ROUBLES),
            unsaid=Count("pk", filter=_PAID & Q(provider_cost=None)),
        )
    )
    return [Margin(timezone.localtime(month).date(), *rest) for month, *rest in rows]

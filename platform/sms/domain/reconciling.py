"""Once a day: what the services took against what the ledger says, and what does not agree."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from sms.models import Message, Provider, Reconciliation

DAYS = 4  # counted anew each night: reports come for three days
_PAID = Q(charge__isnull=False)


def reconcile_day(day: date) -> None:
    """Count a day (of Moscow) for every provider that carried something then."""
    for provider in Provider.objects.all():
        sums = _of_day(provider, day).aggregate(
            messages=Count("pk"),
            ours=Sum("base", filter=_PAID),
            theirs=Sum("provider_cost"),
            unsaid=Count("pk", filter=_PAID & Q(provider_cost=None)),
            different=Count("pk", filter=differs()),
        )
        if sums["messages"]:
            figures = {name: sum_ or Decimal(0) for name, sum_ in sums.items()}
            Reconciliation.objects.update_or_create(provider=provider, day=day, defaults=figures)


def differs() -> Q:
    """Messages that cost us other than the company paid: another price, money taken for nothing, or at our cost."""
    other_price = _PAID & Q(provider_cost__isnull=False) & ~Q(provider_cost=F("base"))
    for_nothing = Q(charge=None, provider_cost__gt=0)
    return other_price | for_nothing | Q(waived=True)


def _of_day(provider: Provider, day: date) -> QuerySet[Message]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    return Message.objects.filter(provider=provider, created_at__gte=start, created_at__lt=start + timedelta(days=1))

"""The books month by month, for operators."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Max, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from billing.models import Snapshot, Transaction


def moved(since: datetime, until: datetime) -> dict[tuple[date, str], Decimal]:
    """What moved on companies' accounts: (first day of the month, kind) → roubles, from the companies' side.

    By the day of the operation, in the current time zone: the fee of October stands in November, when it was charged.
    One query over the operations of that time.
    """
    rows = (
        Transaction.objects.filter(created_at__gte=since, created_at__lt=until)
        .annotate(of_month=TruncMonth("created_at"))
        .order_by()
        .values_list("of_month", "kind")
        .annotate(Sum("amount"))
    )
    return {(timezone.localtime(month).date(), kind): amount for month, kind, amount in rows}


def accounts_at_ends(since: date, until: date) -> dict[date, tuple[int, int]]:
    """First day of the month → (companies counted, their accounts) on the last counted day of that month.

    Two queries: which days those are, and what was counted on them.
    """
    days = (
        Snapshot.objects.filter(day__gte=since, day__lt=until)
        .annotate(of_month=TruncMonth("day"))
        .order_by()
        .values_list("of_month")
        .annotate(last=Max("day"))
        .values_list("last", flat=True)
    )
    counted = Snapshot.objects.filter(day__in=list(days)).order_by().values_list("day")
    rows = counted.annotate(Count("pk"), Sum("accounts"))
    return {day.replace(day=1): (companies, accounts) for day, companies, accounts in rows}

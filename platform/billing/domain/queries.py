"""What a company may read of the books: its own rows and no other's."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from billing.models import Invoice, Transaction
from tenants.models import Tenant


def transactions_of(
    tenant: Tenant, *, kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Transaction]:
    """Transactions of the company, the newest first; days are those of the current time zone."""
    found = Transaction.objects.filter(tenant=tenant)
    if kind:
        found = found.filter(kind=kind)
    if since:
        found = found.filter(created_at__gte=_midnight(since))
    if until:
        found = found.filter(created_at__lt=_midnight(until + timedelta(days=1)))
    return found


def invoices_of(tenant: Tenant) -> QuerySet[Invoice]:
    """Invoices of the company, the newest first."""
    return Invoice.objects.filter(tenant=tenant)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

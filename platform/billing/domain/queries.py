"""What a company may read of the books: its own rows and no other's."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.db.models.functions import Abs
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone

from billing.models import Invoice, Transaction
from tenants.models import Tenant

_FORMS = {"ООО", "АО", "ПАО", "ЗАО", "УК", "ТСЖ", "ТСН", "ЖСК", "МУП"}


def transactions_of(
    tenant: Tenant,
    *,
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    least: Decimal | None = None,
    most: Decimal | None = None,
) -> QuerySet[Transaction]:
    """Transactions of the company, the newest first; days are those of the current time zone, sums as `of_size`."""
    found = Transaction.objects.filter(tenant=tenant)
    if kind:
        found = found.filter(kind=kind)
    if since:
        found = found.filter(created_at__gte=_midnight(since))
    if until:
        found = found.filter(created_at__lt=_midnight(until + timedelta(days=1)))
    return of_size(found, least=least, most=most)


def of_size(
    found: QuerySet[Transaction], *, least: Decimal | None = None, most: Decimal | None = None
) -> QuerySet[Transaction]:
    """Those of them that are so large (roubles), whichever way the money went."""
    if least is not None:
        found = found.filter(GreaterThanOrEqual(Abs("amount"), least))
    return found if most is None else found.filter(LessThanOrEqual(Abs("amount"), most))


def invoices_of(tenant: Tenant) -> QuerySet[Invoice]:
    """Invoices of the company, the newest first."""
    return Invoice.objects.filter(tenant=tenant)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def companies_like(words: str, *, most: int = 10) -> list[Tenant]:
    """Companies by a whole ИНН, or by words of their names without the form of ownership; the best known first."""
    asked = " ".join(words.split())
    if asked.isdigit():
        return list(Tenant.objects.filter(inn=asked)[:most])
    found = Tenant.objects.exclude(short_name="")
    for word in (word.strip("«»\"'(),.") for word in asked.split()):
        if word and word.upper() not in _FORMS:
            found = found.filter(Q(short_name__icontains=word) | Q(full_name__icontains=word))
    return list(found.order_by("short_name")[:most]) if asked else []

"""Money and SMS of the demo's companies, in the order in which they came."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from billing.models import Invoice
from operators.demo import money, sms
from operators.demo.clock import live_through
from tenants.context import in_schema
from tenants.models import Tenant


def keep_books(tenants: list[Tenant]) -> None:
    """From the companies' first day to the present; does nothing if they have invoices. All or nothing."""
    with in_schema("public"), transaction.atomic():
        if Invoice.objects.filter(tenant__in=tenants).exists():
            return
        live_through([*money.deeds(tenants), *sms.deeds(tenants)])
        sms.reconcile()
    money.bring_statement(tenants[-1], timezone.localdate() - timedelta(days=1))

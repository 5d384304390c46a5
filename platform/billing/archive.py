"""What of a company's archive the books are."""

from billing.domain import moving
from billing.models import Closing, Invoice, Revision, Transaction
from tenants.archive.registry import Part, Sheet
from tenants.archive.registry import register as register_in_archive

BOOKS = Part(code="books", rows=moving.rows, restore=moving.restore, facts=moving.facts, depart=moving.depart)
INVOICES = Sheet(
    title="Счета на оплату",
    order=80,
    rows=lambda tenant: Invoice.objects.filter(tenant=tenant).order_by("number"),
    columns={"number": "", "issued_on": "", "amount": "", "state": "", "issued_by": ""},
    in_public=True,
)
TRANSACTIONS = Sheet(
    title="Операции",
    order=81,
    rows=lambda tenant: Transaction.objects.filter(tenant=tenant).order_by("id"),
    columns={"created_at": "", "kind": "", "description": "", "amount": "", "period": ""},
    in_public=True,
)
CLOSINGS = Sheet(
    title="Акты и УПД",
    order=82,
    rows=lambda tenant: Closing.objects.filter(tenant=tenant).order_by("month"),
    columns={"number": "", "day": "", "month": "", "amount": ""},
    in_public=True,
)
REVISIONS = Sheet(
    title="Исправления актов",
    order=82,
    rows=lambda tenant: Revision.objects.filter(closing__tenant=tenant).order_by("closing__month", "number"),
    columns={"closing__number": "акт №", "number": "", "day": "", "amount": "", "reason": ""},
    in_public=True,
)


def register() -> None:
    """Add the books to archives."""
    register_in_archive(BOOKS, INVOICES, TRANSACTIONS, CLOSINGS, REVISIONS)

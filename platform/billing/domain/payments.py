"""Money that came in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from billing.domain import ledger
from billing.enums import AccountKind, InvoiceState, TransactionKind
from billing.events import money_came
from billing.models import Invoice, Transaction
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant


@transaction.atomic
def record_payment(
    invoice: Invoice, *, amount: Decimal, received_on: date, document_number: str, by: User | None
) -> Transaction:
    """Credit a payment (roubles) that names an invoice; with the whole sum the invoice is paid.

    The same payment order (number, day, company) credits once; a repeat returns the first transaction. Raises
    DomainError for a sum that is not positive, a day to come, a missing number of the order, a cancelled invoice, and
    for an order that is recorded already with another sum or invoice.
    """
    document_number = document_number.strip()
    invoice = Invoice.objects.select_for_update().select_related("tenant").get(pk=invoice.pk)
    if amount <= 0:
        raise DomainError("Сумма оплаты должна быть больше нуля.", field="amount")
    if received_on > timezone.localdate():
        raise DomainError("Этот день ещё не наступил.", field="received_on")
    if not document_number:
        raise DomainError("Укажите номер платёжного поручения.", field="document_number")
    if invoice.state == InvoiceState.CANCELLED:
        raise DomainError("Счёт отменён: по нему нельзя записать оплату.")
    try:
        paid = credit(
            invoice.tenant, amount=amount, received_on=received_on, document_number=document_number, invoice=invoice,
            by=by,
        )  # fmt: skip
    except ledger.OtherContentError:
        raise DomainError("Это платёжное поручение уже записано, и сумма в нём другая.", field="amount") from None
    if paid.details["invoice"] != invoice.number:
        of = f"по счёту № {paid.details['invoice']}" if paid.details["invoice"] else "без номера счёта"
        raise DomainError(f"Это платёжное поручение уже записано {of}.", field="document_number")
    return paid


@transaction.atomic
def credit(
    tenant: Tenant,
    *,
    amount: Decimal,
    received_on: date,
    document_number: str,
    invoice: Invoice | None,
    by: User | None,
    key: str = "",
    details: Mapping[str, object] | None = None,
) -> Transaction:
    """Put `amount` roubles of a payment order onto the company's account; the invoice is paid if they suffice.

    Whatever is more than the invoice stays on the balance; of less the invoice waits for the rest, and is paid by the
    payment that completes it. `key` is given for an order that has no number of its own. A repeat returns the first
    transaction. Raises `ledger.OtherContentError` if the order is recorded with another sum.
    """
    of = f"Оплата по счёту № {invoice.number}" if invoice else "Пополнение"
    paid = ledger.post(
        key=key or payment_key(tenant, received_on=received_on, document_number=document_number),
        kind=TransactionKind.PAYMENT,
        tenant=tenant,
        amount=amount,
        against=AccountKind.BANK,
        description=f"{of}, п/п № {document_number or 'б/н'} от {received_on:%d.%m.%Y}",
        details={
            "invoice": invoice.number if invoice else None, "document": document_number,
            "received_on": received_on.isoformat(), **(details or {}),
        },
        by=by,
    )  # fmt: skip
    if invoice and paid.details.get("invoice") == invoice.number:
        _settle(invoice, paid)
    transaction.on_commit(lambda: money_came.send(sender=None, tenant=tenant))
    return paid


def payment_key(tenant: Tenant, *, received_on: date, document_number: str) -> str:
    """What makes a payment order of a company the same one, by hand and by statement."""
    return f"payment:{tenant.pk}:{received_on}:{document_number}"


def _settle(invoice: Invoice, paid: Transaction) -> None:
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.state != InvoiceState.ISSUED or hasattr(paid, "invoice"):
        return
    named = Transaction.objects.filter(
        tenant=invoice.tenant_id, kind=TransactionKind.PAYMENT, details__invoice=invoice.number
    )
    if (named.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)) >= invoice.amount:
        invoice.state, invoice.paid_by = InvoiceState.PAID, paid
        invoice.save(update_fields=["state", "paid_by"])

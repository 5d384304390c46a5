"""Money that came in."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from billing.domain import ledger
from billing.enums import AccountKind, InvoiceState, TransactionKind
from billing.models import Invoice, Transaction
from identity.models import User
from tenants.errors import DomainError


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
    tenant = invoice.tenant
    try:
        paid = ledger.post(
            key=f"payment:{tenant.pk}:{received_on}:{document_number}",
            kind=TransactionKind.PAYMENT,
            tenant=tenant,
            amount=amount,
            against=AccountKind.BANK,
            description=f"Оплата по счёту № {invoice.number}, п/п № {document_number} от {received_on:%d.%m.%Y}",
            details={"invoice": invoice.number, "document": document_number},
            by=by,
        )
    except ledger.OtherContentError:
        raise DomainError("Это платёжное поручение уже записано, и сумма в нём другая.", field="amount") from None
    if paid.details["invoice"] != invoice.number:
        already = f"Это платёжное поручение уже записано по счёту № {paid.details['invoice']}."
        raise DomainError(already, field="document_number")
    if invoice.state == InvoiceState.ISSUED and amount >= invoice.amount and not hasattr(paid, "invoice"):
        invoice.state, invoice.paid_by = InvoiceState.PAID, paid
        invoice.save(update_fields=["state", "paid_by"])
    return paid

"""Money that came in."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
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
            invoice.tenant, amount=amount, received_on=received_on, document_number=document_number,
            invoices=[invoice], by=by,
        )  # fmt: skip
    except ledger.OtherContentError:
        raise DomainError("Это платёжное поручение уже записано, и сумма в нём другая.", field="amount") from None
    if invoice.number not in _named(paid):
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
    invoices: Sequence[Invoice],
    by: User | None,
    key: str = "",
    details: Mapping[str, object] | None = None,
) -> Transaction:
    """Put `amount` roubles of a payment order onto the company's account; of the invoices, in their order, each is
    paid for which the money suffices.

    Whatever is more than the invoices stays on the balance; of less the last one waits for the rest, and is paid by
    the payment that completes it. `key` is given for an order that has no number of its own. A repeat returns the
    first transaction. Raises `ledger.OtherContentError` if the order is recorded with another sum.
    """
    shares = _shares(invoices, amount) if len(invoices) > 1 else {}
    one = invoices[0].number if len(invoices) == 1 else None
    paid = ledger.post(
        key=key or payment_key(tenant, received_on=received_on, document_number=document_number),
        kind=TransactionKind.PAYMENT,
        tenant=tenant,
        amount=amount,
        against=AccountKind.BANK,
        description=f"{_of(one, shares)}, п/п № {document_number or 'б/н'} от {received_on:%d.%m.%Y}"[:300],
        details={
            "invoice": one, **({"invoices": shares} if shares else {}), "document": document_number,
            "received_on": received_on.isoformat(), **(details or {}),
        },
        by=by,
    )  # fmt: skip
    for invoice in invoices:
        if invoice.number in _named(paid):
            _settle(invoice, paid)
    transaction.on_commit(lambda: money_came.send(sender=None, tenant=tenant))
    return paid


def payment_key(tenant: Tenant, *, received_on: date, document_number: str) -> str:
    """What makes a payment order of a company the same one, by hand and by statement."""
    return f"payment:{tenant.pk}:{received_on}:{document_number}"


def _named(paid: Transaction) -> set[int]:
    """The invoices that a payment is for."""
    one = paid.details.get("invoice")
    return {int(number) for number in paid.details.get("invoices", {})} | ({one} if one else set())


def _of(one: int | None, shares: Mapping[str, str]) -> str:
    if shares:
        return f"Оплата по счетам № {', '.join(shares)}"
    return f"Оплата по счёту № {one}" if one else "Пополнение"


def _shares(invoices: Sequence[Invoice], amount: Decimal) -> dict[str, str]:
    """How much of a payment goes to which invoice: number → roubles; the invoices are locked until the end."""
    locked = {one.pk: one for one in Invoice.objects.select_for_update().filter(pk__in=[one.pk for one in invoices])}
    shares, left = {}, amount
    for invoice in (locked[one.pk] for one in invoices):
        part = min(invoice.amount - _paid_of(invoice), left)
        if part > 0 and invoice.state == InvoiceState.ISSUED:
            shares[str(invoice.number)] = f"{part:.2f}"
            left -= part
    return shares


def _paid_of(invoice: Invoice) -> Decimal:
    """What payments have brought for an invoice, in roubles."""
    number = str(invoice.number)
    named = Transaction.objects.filter(
        Q(details__invoice=invoice.number) | Q(details__invoices__has_key=number),
        tenant=invoice.tenant_id, kind=TransactionKind.PAYMENT,
    )  # fmt: skip
    parts = (
        Decimal(details.get("invoices", {}).get(number, amount))
        for amount, details in named.values_list("amount", "details")
    )
    return sum(parts, Decimal(0))


def _settle(invoice: Invoice, paid: Transaction) -> None:
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.state == InvoiceState.ISSUED and _paid_of(invoice) >= invoice.amount:
        invoice.state, invoice.paid_by = InvoiceState.PAID, paid
        invoice.save(update_fields=["state", "paid_by"])

"""Invoices: issuing, cancelling, and the paper."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from billing.enums import InvoiceState
from billing.models import Invoice, PlatformRequisites
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant

MOST = Decimal(10_000_000)
NUMBERS_OF_ONE_INSTALLATION = 10_000_000
_NUMBERS = 7_340_021  # the advisory lock under which invoices get their numbers


@dataclass(frozen=True)
class Buyer:
    """The company's requisites as they stand in its profile on the day of the invoice."""

    name: str
    inn: str
    kpp: str
    address: str
    bank: str = ""
    bik: str = ""
    account: str = ""


def issue(tenant: Tenant, *, amount: Decimal, buyer: Buyer, issued_by: str) -> Invoice:
    """Issue an invoice for `amount` roubles. Numbers go on without gaps, from whatever number of hands at once.

    Raises DomainError for a sum that is not positive or beyond reason.
    """
    if amount <= 0:
        raise DomainError("Сумма счёта должна быть больше нуля.", field="amount")
    if amount > MOST:
        raise DomainError("Такой счёт мы не выставим. Разбейте сумму на несколько счетов.", field="amount")
    with in_schema("public"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
        return Invoice.objects.create(
            number=_next_number(),
            tenant=tenant,
            amount=amount,
            seller=seller(),
            buyer=asdict(buyer),
            issued_on=timezone.localdate(),
            issued_by=issued_by,
        )


def _next_number() -> int:
    """Each installation numbers from a start of its own, so an invoice keeps its number when its company moves."""
    first = settings.INVOICE_NUMBERS_FROM
    ours = Invoice.objects.filter(number__gte=first, number__lt=first + NUMBERS_OF_ONE_INSTALLATION)
    last = ours.order_by("-number").values_list("number", flat=True).first()
    return first if last is None else last + 1


@transaction.atomic
def cancel(invoice: Invoice) -> Invoice:
    """Cancel an invoice that is not paid. Raises DomainError for any other."""
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.state != InvoiceState.ISSUED:
        raise DomainError(f"Счёт уже «{invoice.get_state_display().lower()}»: отменить его нельзя.")
    invoice.state = InvoiceState.CANCELLED
    invoice.save(update_fields=["state"])
    return invoice


def seller() -> dict[str, str]:
    """Бурмистр's own requisites as they are today."""
    own = PlatformRequisites.objects.get()
    names = ("name", "inn", "kpp", "address", "bank", "bik", "account", "correspondent_account", "head", "accountant")
    return {name: getattr(own, name) for name in names}

"""The fee for a resident's payment through the service: a percent by the company's plan, one by default.

Manual, section 17: of 1 000 roubles 990 reach the company. The books are ready for the module of payments; until there
is one, nobody calls this.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Q

from billing.domain import ledger
from billing.enums import AccountKind, TransactionKind
from billing.models import Tariff, Transaction
from identity.models import User
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant

_KOPECK = Decimal("0.01")


def fee_of(paid: Decimal, percent: Decimal) -> Decimal:
    """Roubles of fee for a payment, to the kopeck, half a kopeck up; never more than the payment."""
    return min((paid * percent / 100).quantize(_KOPECK, ROUND_HALF_UP), paid)


def percent_of(tenant: Tenant, *, on: date) -> Decimal:
    """The percent of the plan in force on a day: the company's own if it has one, else the common one.

    Raises DomainError if there is no plan for that day.
    """
    plans = Tariff.objects.filter(Q(tenant=None) | Q(tenant=tenant), valid_from__lte=on)
    percent = plans.order_by("tenant_id", "-valid_from").values_list("payment_percent", flat=True).first()
    if percent is None:
        raise DomainError("На эту дату нет тарифа.")
    return percent


def charge_fee(tenant: Tenant, *, payment: str, paid: Decimal, on: date, by: User | None = None) -> Transaction | None:
    """Charge the fee for a resident's payment of `paid` roubles; None if it comes to nothing.

    `payment` names the payment for ever ("acquirer:123"): a repeat returns the first charge. Raises DomainError for a
    sum that is not positive, `ledger.OtherContentError` if that payment was charged with another fee, ParkedError
    while the company's books are being mended.
    """
    if paid <= 0:
        raise DomainError("Сумма оплаты должна быть больше нуля.")
    with in_schema("public"), transaction.atomic():
        percent = percent_of(tenant, on=on)
        fee = fee_of(paid, percent)
        if not fee:
            return None
        return ledger.post(
            key=f"fee:{tenant.pk}:{payment}", kind=TransactionKind.FEE, tenant=tenant, amount=-fee,
            against=AccountKind.FEES, description=f"Комиссия {percent.normalize():f} % с оплаты {paid:.2f} ₽", by=by,
            details={"payment": payment, "paid": f"{paid:.2f}", "percent": f"{percent}", "on": on.isoformat()},
        )  # fmt: skip

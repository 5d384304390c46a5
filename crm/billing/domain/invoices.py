"""«Выставить счёт»."""

from decimal import Decimal

from django.db import transaction

from billing.domain import invoices
from billing.domain.invoices import Buyer
from billing.models import Invoice
from crm.billing import rights
from crm.company.models import Profile
from crm.journal.domain.entries import record
from identity.models import User
from tenants.context import current_tenant


@transaction.atomic
def issue_invoice(*, amount: Decimal, by: User | None) -> Invoice:
    """Issue an invoice for `amount` roubles to the current company, with its requisites from «Моя компания».

    `by` is None for one that is made by itself because money runs out.
    Raises DomainError for a sum that is not positive or beyond reason.
    """
    issued_by = by.get_full_name() if by else "автоматически"
    invoice = invoices.issue(current_tenant(), amount=amount, buyer=buyer(), issued_by=issued_by)
    record(action=rights.ISSUE_INVOICE, obj=invoice, by=by, changes={"amount": [None, f"{amount:.2f}"]})
    return invoice


def buyer() -> Buyer:
    """The current company's requisites as they are in «Моя компания» today."""
    profile = Profile.objects.get()
    return Buyer(
        name=profile.full_name, inn=profile.inn, kpp=profile.kpp, address=profile.legal_address,
        bank=profile.bank, bik=profile.bik, account=profile.settlement_account,
    )  # fmt: skip

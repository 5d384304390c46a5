"""Posting to the double-entry ledger. What must never be wrong is checked by triggers (`billing.triggers`)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from billing.domain import invariants
from billing.domain.parking import refuse_parked
from billing.enums import AccountKind, TransactionKind
from billing.models import Entry, LedgerAccount, Transaction
from identity.models import User
from tenants.models import Tenant


class OtherContentError(Exception):
    """The same idempotency key came with other content: two different things were named alike."""


def funds_of(tenant: Tenant) -> LedgerAccount:
    """The company's own account, made at first use."""
    return LedgerAccount.objects.get_or_create(kind=AccountKind.FUNDS, tenant=tenant)[0]


def own(kind: AccountKind) -> LedgerAccount:
    """Бурмистр's account of a kind, made at first use."""
    return LedgerAccount.objects.get_or_create(kind=kind, tenant=None)[0]


def balance_of(tenant: Tenant) -> Decimal:
    """What the company has on its account, in roubles; negative when it owes."""
    found = LedgerAccount.objects.filter(kind=AccountKind.FUNDS, tenant=tenant).values_list("balance", flat=True)
    return found.first() or Decimal(0)


@transaction.atomic
def post(
    *,
    key: str,
    kind: TransactionKind,
    tenant: Tenant,
    amount: Decimal,
    against: AccountKind,
    description: str,
    by: User | None,
    period: date | None = None,
    details: Mapping[str, object] | None = None,
) -> Transaction:
    """Move `amount` roubles onto the company's account (minus: off it) against one of Бурмистр's accounts.

    `key` is made of what is paid and is the same for a retry: a repeat returns the first transaction, from however
    many workers it comes at once. Raises OtherContentError if the first one was about something else, ValueError for a
    zero amount, and ParkedError while the company's books are being mended.
    """
    if not amount:
        raise ValueError("Nothing to post: the amount is zero")
    if kind != TransactionKind.CORRECTION:
        refuse_parked(tenant)
    fresh = Transaction(
        kind=kind, tenant=tenant, idempotency_key=key, amount=amount, period=period, description=description,
        details=dict(details or {}), created_by=by,
    )  # fmt: skip
    Transaction.objects.bulk_create([fresh], ignore_conflicts=True)
    posted = Transaction.objects.get(idempotency_key=key)
    if (posted.tenant_id, posted.kind, posted.amount) != (tenant.pk, kind, amount):
        raise OtherContentError(f"{key}: posted before with other content")
    if not posted.entries.exists():
        sides = {funds_of(tenant): amount, own(against): -amount}
        Entry.objects.bulk_create([Entry(transaction=posted, account=a, amount=sum_) for a, sum_ in sides.items()])
    return posted


def broken_invariants() -> list[str]:
    """What does not hold in the books, in plain words; empty when all is well."""
    return [one.words for one in invariants.broken_by(invariants.BOOKS)]

"""Mending books that do not hold: one operator proposes, another confirms, and the company is free if all holds."""

from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from billing import tasks
from billing.domain import ledger, parking
from billing.enums import AccountKind, CorrectionKind, TransactionKind
from billing.models import Correction, Entry, Parking, Transaction
from identity.models import User
from tenants.errors import DomainError

AGAINST = (AccountKind.REVENUE, AccountKind.BANK, AccountKind.BONUSES)
_SHOWN = 100

# What operations say beside what their entries say; those that do not agree first.
_SIDE_BY_SIDE = """
SELECT t.id, t.created_at, t.kind, t.description, t.amount, s.funds, s.others, s.entries,
       (coalesce(s.funds, 0) <> t.amount OR coalesce(s.funds + s.others, 1) <> 0) AS differs
FROM billing_transaction t LEFT JOIN LATERAL (
    SELECT coalesce(sum(e.amount) FILTER (WHERE a.kind = 'funds'), 0) AS funds,
           coalesce(sum(e.amount) FILTER (WHERE a.kind <> 'funds'), 0) AS others, count(*) AS entries
    FROM billing_entry e JOIN billing_ledgeraccount a ON a.id = e.account_id WHERE e.transaction_id = t.id
) s ON true
WHERE t.tenant_id = %s ORDER BY differs DESC, t.id DESC LIMIT %s
"""
# The balance that is kept beside the sum of its entries.
_BALANCES = """
SELECT a.kind, a.balance, coalesce(sum(e.amount), 0) FROM billing_ledgeraccount a
LEFT JOIN billing_entry e ON e.account_id = a.id WHERE a.tenant_id IS NOT DISTINCT FROM %s GROUP BY a.id ORDER BY a.id
"""


def side_by_side(parked: Parking) -> list[dict[str, Any]]:
    """Operations of a parked company beside their entries, those that do not agree first; a hundred at most."""
    return _rows(_SIDE_BY_SIDE, parked.tenant_id, _SHOWN)


def balances(parked: Parking) -> list[dict[str, Any]]:
    """Each account of the company (or of Бурмистр): the kept balance and the sum of its entries."""
    found = _rows(_BALANCES, parked.tenant_id)
    return [{"label": AccountKind(row["kind"]).label, "kept": row["balance"], "sum": row["coalesce"]} for row in found]


@transaction.atomic
def propose(
    parked: Parking,
    *,
    kind: CorrectionKind,
    reason: str,
    by: User,
    amount: Decimal | None = None,
    against: str = "",
    broken: Transaction | None = None,
) -> Correction:
    """Write down what would mend the books; nothing moves until another operator confirms it.

    Raises DomainError for a company that is free already, without a reason, and for a correction that lacks what its
    kind needs.
    """
    parked = Parking.objects.select_for_update(of=("self",)).get(pk=parked.pk)
    _refuse_freed(parked)
    if not reason.strip():
        raise DomainError("Напишите, почему именно так.", field="reason")
    needs_company = kind in (CorrectionKind.ENTRY, CorrectionKind.COMPLETE)
    if needs_company and parked.tenant_id is None:
        raise DomainError("Своим счетам Бурмистра помогает только пересчёт балансов.", field="kind")
    if kind == CorrectionKind.ENTRY and not amount:
        raise DomainError("Укажите сумму со знаком: плюс — компании, минус — с неё.", field="amount")
    if kind == CorrectionKind.COMPLETE and (broken is None or broken.tenant_id != parked.tenant_id):
        raise DomainError("Укажите номер операции этой компании.", field="broken")
    if needs_company and against not in AGAINST:
        raise DomainError("Выберите, против какого счёта.", field="against")
    return Correction.objects.create(
        parking=parked, kind=kind, reason=reason.strip()[:300], proposed_by=by,
        amount=amount if kind == CorrectionKind.ENTRY else None, against=against if needs_company else "",
        broken=broken if kind == CorrectionKind.COMPLETE else None,
    )  # fmt: skip


@transaction.atomic
def confirm(correction: Correction, *, by: User) -> Parking:
    """Do what another operator proposed; the company is free if everything holds afterwards.

    Raises DomainError for one's own proposal, for one that is confirmed, and if the company is free already.
    """
    parked = Parking.objects.select_for_update(of=("self",)).get(pk=correction.parking_id)
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    _refuse_freed(parked)
    if correction.confirmed_by_id:
        raise DomainError("Это исправление уже подтверждено.")
    if correction.proposed_by_id == by.pk:
        raise DomainError("Своё исправление подтверждает другой оператор.")
    if correction.kind == CorrectionKind.ENTRY:
        correction.transaction = _entry(correction, by)
    elif correction.kind == CorrectionKind.COMPLETE:
        _complete(correction)
    correction.confirmed_by, correction.confirmed_at = by, timezone.now()
    correction.save(update_fields=["confirmed_by", "confirmed_at", "transaction"])
    if correction.kind == CorrectionKind.ACCEPT:
        parked.accepted, parked.freed_at = True, timezone.now()
        parked.save(update_fields=["accepted", "freed_at"])
    else:
        parked = parking.recheck(parked)
    if parked.freed_at:
        transaction.on_commit(_make_up_for_it)
    return parked


def _make_up_for_it() -> None:
    """What stood meanwhile: the month's charge, and payments that banks told of."""
    tasks.charge_last_month.delay()
    tasks.credit_waiting.delay()


def _entry(correction: Correction, by: User) -> Transaction:
    tenant = correction.parking.tenant
    assert tenant is not None  # noqa: S101  `propose` asks for one
    assert correction.amount is not None  # noqa: S101  the database asks for one
    return ledger.post(
        key=f"correction:{tenant.pk}:{correction.pk}", kind=TransactionKind.CORRECTION, tenant=tenant,
        amount=correction.amount, against=AccountKind(correction.against),
        description=f"Исправление: {correction.reason}"[:300], details={"correction": correction.pk}, by=by,
    )  # fmt: skip


def _complete(correction: Correction) -> None:
    """Add the entries that an operation lacks: the company's side first, then the other so that all is zero."""
    broken = correction.broken
    assert broken is not None  # noqa: S101  the database asks for one
    funds, other = ledger.funds_of(broken.tenant), ledger.own(AccountKind(correction.against))
    there = list(Entry.objects.filter(transaction=broken).values_list("account_id", "amount"))
    whole = sum((amount for _, amount in there), Decimal(0))
    if there and not whole:
        raise DomainError("Проводки этой операции сходятся в ноль: дописывать нечего.")
    lacks = broken.amount - sum((amount for account, amount in there if account == funds.pk), Decimal(0))
    sides = {funds: lacks, other: -(whole + lacks)}
    Entry.objects.bulk_create(
        [Entry(transaction=broken, account=account, amount=amount) for account, amount in sides.items() if amount]
    )


def _refuse_freed(parked: Parking) -> None:
    if parked.freed_at:
        raise DomainError("Книги этой компании уже сошлись.")


def _rows(query: str, *parameters: int | None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

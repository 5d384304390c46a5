"""The books of a company that moves to another installation of ours.

Its history goes along line by line, against «Расчёты между установками» instead of bank and revenue: those were booked
once, where the money came in. What it had is transferred away at the old place by one operation. So the transfers of
all installations sum to zero, nothing is counted twice, and the company sees the same operations and the same balance.

Keys of operations begin with what they are and the company's number; the number is replaced by the new one, so a
payment or a month that came along is found and never booked again.
"""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby, islice
from typing import Any

from django.db import connection
from django.db.models import Count, Q, Sum

from billing.domain import ledger
from billing.enums import AccountKind, InvoiceState, TransactionKind
from billing.models import Closing, FreePeriod, Invoice, Revision, Snapshot, Tariff, TariffStep, Transaction
from tenants.archive.format import Manifest
from tenants.errors import DomainError
from tenants.models import Tenant

Row = dict[str, Any]

_BATCH = 1_000
_POST = """
WITH told AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (place int, key text, kind text, amount numeric,
        period date, description text, details jsonb, created_at timestamptz)
), posted AS (
    INSERT INTO billing_transaction
        (kind, tenant_id, idempotency_key, amount, period, description, details, created_at)
    SELECT kind, %(tenant)s, key, amount, period, description, details, created_at FROM told ORDER BY place
    ON CONFLICT (idempotency_key) DO NOTHING
    RETURNING id, amount
)
INSERT INTO billing_entry (transaction_id, account_id, amount)
SELECT id, %(funds)s, amount FROM posted UNION ALL SELECT id, %(transfers)s, -amount FROM posted
"""


def rows(tenant: Tenant) -> Iterator[Row]:
    """Everything of the books that belongs to the company, for its archive."""
    told = Transaction.objects.filter(tenant=tenant).order_by("id")
    columns = ("idempotency_key", "kind", "amount", "period", "description", "details", "created_at")
    for values in told.values(*columns).iterator(chunk_size=_BATCH):
        yield {"of": "transaction", "key": values.pop("idempotency_key"), **values}
    invoices = ("number", "amount", "state", "seller", "buyer", "issued_on", "issued_by", "paid_by__idempotency_key")
    for values in Invoice.objects.filter(tenant=tenant).order_by("number").values(*invoices).iterator():
        yield {"of": "invoice", "paid_by": values.pop("paid_by__idempotency_key"), **values}
    closings = ("number", "month", "day", "amount", "lines", "seller", "buyer")
    for values in Closing.objects.filter(tenant=tenant).order_by("month").values(*closings):
        yield {"of": "closing", **values}
    columns = ("closing__month", "number", "day", "amount", "lines", "buyer", "reason")
    revisions = Revision.objects.filter(closing__tenant=tenant).order_by("closing__month", "number")
    for values in revisions.values(*columns):
        yield {"of": "revision", "month": values.pop("closing__month"), **values}
    for values in Snapshot.objects.filter(tenant=tenant).order_by("day").values("day", "accounts", "carried"):
        yield {"of": "snapshot", **values}
    for values in FreePeriod.objects.filter(tenant=tenant).values("first_day", "last_day", "reason"):
        yield {"of": "free_period", **values}
    for tariff in Tariff.objects.filter(tenant=tenant).prefetch_related("steps"):
        steps = [[step.from_accounts, str(step.price)] for step in tariff.steps.all()]
        yield {"of": "tariff", "name": tariff.name, "valid_from": tariff.valid_from, "steps": steps}


def facts(tenant: Tenant) -> Row:
    """Figures that are the same before and after a move; sums in roubles. Transfers themselves are not counted."""
    moved = Transaction.objects.filter(tenant=tenant).exclude(kind=TransactionKind.TRANSFER)
    operations = moved.aggregate(number=Count("pk"), sum=Sum("amount"))
    paid = Q(state=InvoiceState.PAID)
    invoices = Invoice.objects.filter(tenant=tenant).aggregate(
        number=Count("pk"), sum=Sum("amount"), paid=Sum("amount", filter=paid)
    )
    acts = Closing.objects.filter(tenant=tenant).aggregate(number=Count("pk"), sum=Sum("amount"))
    revisions = Revision.objects.filter(closing__tenant=tenant).aggregate(number=Count("pk"), sum=Sum("amount"))
    days = Snapshot.objects.filter(tenant=tenant).aggregate(number=Count("pk"), sum=Sum("accounts"))
    return {
        "balance": _roubles(ledger.balance_of(tenant)),
        "operations": operations["number"],
        "operations_sum": _roubles(operations["sum"]),
        "invoices": invoices["number"],
        "invoices_sum": _roubles(invoices["sum"]),
        "invoices_paid": _roubles(invoices["paid"]),
        "acts": acts["number"],
        "acts_sum": _roubles(acts["sum"]),
        "revisions": revisions["number"],
        "revisions_sum": _roubles(revisions["sum"]),
        "days": days["number"],
        "account_days": days["sum"] or 0,
    }


def restore(tenant: Tenant, told: Iterable[Row], manifest: Manifest) -> None:
    """Book the history of a company that has arrived; what came along earlier is left as it is.

    Raises DomainError if one of its invoices or acts has a number that another company has here.
    """
    ledger.funds_of(tenant)
    restore_of = {
        "transaction": _restore_transactions,
        "invoice": _restore_invoices,
        "closing": _restore_closings,
        "revision": _restore_revisions,
        "snapshot": _restore_snapshots,
        "free_period": _restore_free_periods,
        "tariff": _restore_tariffs,
    }
    for of, rows_of_kind in groupby(told, key=lambda row: row.pop("of")):
        for batch in _batches(rows_of_kind):
            restore_of[of](tenant, batch, manifest.tenant["id"])
    missing = Decimal(manifest.facts["books"]["balance"]) - ledger.balance_of(tenant)
    if missing:  # it comes back to where it once left from: the transfer away is taken back
        _transfer(tenant, missing, key=f"transfer-in:{tenant.pk}:{manifest.id}", words="Остаток вернулся при переезде")


def depart(tenant: Tenant, manifest: Manifest, to: str) -> None:
    """Transfer away what the company has (or owes) here: it goes on with it at the new place."""
    if balance := ledger.balance_of(tenant):
        _transfer(tenant, -balance, key=f"transfer-out:{tenant.pk}:{manifest.id}", words=f"Остаток перенесён: {to}")


def _transfer(tenant: Tenant, amount: Decimal, *, key: str, words: str) -> None:
    ledger.post(
        key=key, kind=TransactionKind.TRANSFER, tenant=tenant, amount=amount, against=AccountKind.TRANSFER,
        description=words[:300], by=None,
    )  # fmt: skip


def _restore_transactions(tenant: Tenant, told: list[Row], number: int) -> None:
    accounts = {"funds": ledger.funds_of(tenant).pk, "transfers": ledger.own(AccountKind.TRANSFER).pk}
    keys = [_key(row["key"], number, tenant) for row in told]
    placed = [row | {"key": key, "place": place} for place, (key, row) in enumerate(zip(keys, told, strict=True))]
    with connection.cursor() as cursor:
        cursor.execute(_POST, {"rows": json.dumps(placed), "tenant": tenant.pk, **accounts})
    if Transaction.objects.filter(tenant=tenant, idempotency_key__in=keys).count() != len(keys):
        raise DomainError("Операция из архива здесь уже проведена другой компании: книги не сойдутся.")


def _key(key: str, number: int, tenant: Tenant) -> str:
    what, _, rest = key.partition(":")
    old, _, rest = rest.partition(":")
    return f"{what}:{tenant.pk}:{rest}" if old == str(number) and rest else f"moved:{tenant.pk}:{key}"


def _restore_invoices(tenant: Tenant, told: list[Row], number: int) -> None:
    for row in told:
        paid_by = row.pop("paid_by")
        key = _key(paid_by, number, tenant) if paid_by else None
        row["paid_by"] = Transaction.objects.get(idempotency_key=key) if key else None
        there = Invoice.objects.filter(number=row["number"]).first()
        if there is None:
            Invoice.objects.create(tenant=tenant, **row)
        elif there.tenant_id != tenant.pk:
            raise _taken(f"Счёт № {row['number']} здесь выставлен другой компании.")
        elif there.state != row["state"]:
            there.state, there.paid_by = row["state"], row["paid_by"]
            there.save(update_fields=["state", "paid_by"])


def _restore_closings(tenant: Tenant, told: list[Row], _number: int) -> None:
    Closing.objects.bulk_create([Closing(tenant=tenant, **row) for row in told], ignore_conflicts=True)
    there = {f"{month:%Y-%m-%d}" for month in Closing.objects.filter(tenant=tenant).values_list("month", flat=True)}
    for row in told:
        if row["month"] not in there:
            raise _taken(f"Акт № {row['number']} здесь составлен для другой компании.")


def _restore_revisions(tenant: Tenant, told: list[Row], _number: int) -> None:
    acts = {f"{month:%Y-%m-%d}": act for act, month in Closing.objects.filter(tenant=tenant).values_list("pk", "month")}
    made = [Revision(closing_id=acts[row.pop("month")], **row) for row in told]
    Revision.objects.bulk_create(made, ignore_conflicts=True)


def _taken(words: str) -> DomainError:
    return DomainError(
        f"{words} Дайте установкам разные номера счетов (INVOICE_NUMBERS_FROM) или восстановите без книг: "
        "--without books."
    )


def _restore_snapshots(tenant: Tenant, told: list[Row], _number: int) -> None:
    Snapshot.objects.bulk_create([Snapshot(tenant=tenant, **row) for row in told], ignore_conflicts=True)


def _restore_free_periods(tenant: Tenant, told: list[Row], _number: int) -> None:
    for row in told:
        FreePeriod.objects.get_or_create(tenant=tenant, **row)


def _restore_tariffs(tenant: Tenant, told: list[Row], _number: int) -> None:
    for row in told:
        named = {"name": row["name"]}
        tariff, is_new = Tariff.objects.get_or_create(tenant=tenant, valid_from=row["valid_from"], defaults=named)
        steps = row["steps"] if is_new else []
        TariffStep.objects.bulk_create(
            TariffStep(tariff=tariff, from_accounts=start, price=Decimal(price)) for start, price in steps
        )


def _batches(told: Iterable[Row]) -> Iterator[list[Row]]:
    told = iter(told)
    while batch := list(islice(told, _BATCH)):
        yield batch


def _roubles(amount: Decimal | None) -> str:
    return f"{amount or Decimal(0):.2f}"

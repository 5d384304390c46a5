"""Many workers at once: money moves once."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from billing.domain import charging, invoices
from billing.domain.invoices import Buyer
from billing.domain.ledger import balance_of, broken_invariants, post
from billing.enums import AccountKind, TransactionKind
from billing.models import Invoice, Snapshot, Transaction
from tenants.models import Tenant

pytestmark = pytest.mark.integration

OCTOBER = date(2026, 10, 1)


def at_once(work: Callable[[], Any], workers: int = 8) -> list[Any]:
    """What each of several workers returned, started together, each with a connection of its own."""
    gate, results = threading.Barrier(workers), []

    def run() -> None:
        try:
            gate.wait(10)
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_one_payment_credits_once(committed: Callable[[], Tenant]):
    tenant = committed()

    keys = at_once(
        lambda: post(
            key="payment:race", kind=TransactionKind.PAYMENT, tenant=tenant, amount=Decimal(100),
            against=AccountKind.BANK, description="Оплата", by=None,
        ).pk
    )  # fmt: skip

    assert len(keys) == 8
    assert len(set(keys)) == 1, keys
    assert (balance_of(tenant), broken_invariants()) == (100, [])


def test_different_payments_are_all_credited(committed: Callable[[], Tenant]):
    tenant = committed()

    posted = at_once(
        lambda: post(
            key=f"payment:{threading.get_ident()}", kind=TransactionKind.PAYMENT, tenant=tenant, amount=Decimal("0.01"),
            against=AccountKind.BANK, description="Оплата", by=None,
        ).pk
    )  # fmt: skip

    assert len(set(posted)) == 8, posted
    assert (balance_of(tenant), broken_invariants()) == (Decimal("0.08"), [])


def test_a_month_charged_by_two_workers_is_charged_once(committed: Callable[[], Tenant]):
    tenant = committed()
    Snapshot.objects.bulk_create(
        Snapshot(tenant=tenant, day=OCTOBER.replace(day=day), accounts=1000) for day in range(1, 32)
    )

    charged = at_once(lambda: charging.charge_month(OCTOBER), workers=4)

    assert sorted(result.companies for result in charged) == [0, 0, 0, 1], charged
    assert Transaction.objects.filter(kind=TransactionKind.SUBSCRIPTION).count() == 1
    assert (balance_of(tenant), broken_invariants()) == (Decimal("-2000.00"), [])


def test_invoices_get_numbers_without_gaps(committed: Callable[[], Tenant]):
    tenant = committed()
    buyer = Buyer(name="ООО", inn="5904123453", kpp="", address="")

    issued = at_once(lambda: invoices.issue(tenant, amount=Decimal(10), buyer=buyer, issued_by="").number)

    assert sorted(issued) == list(range(1, 9))
    assert Invoice.objects.count() == 8

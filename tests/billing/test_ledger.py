"""The ledger: balanced, append-only, once for each key. What holds it is the database."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.domain import ledger
from billing.domain.ledger import OtherContentError, balance_of, broken_invariants, funds_of, own, post
from billing.enums import AccountKind, TransactionKind
from billing.models import Entry, LedgerAccount, Transaction
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

AMOUNTS = st.decimals(Decimal("-99999.99"), Decimal("99999.99"), places=2).filter(bool)


def pay(tenant: Tenant, amount: str | Decimal, key: str = "payment:1") -> Transaction:
    return post(
        key=key, kind=TransactionKind.PAYMENT, tenant=tenant, amount=Decimal(amount), against=AccountKind.BANK,
        description="Оплата", by=None,
    )  # fmt: skip


def test_a_payment_moves_both_sides(alpha: Tenant):
    paid = pay(alpha, "1000.50")

    assert balance_of(alpha) == Decimal("1000.50")
    assert own(AccountKind.BANK).balance == Decimal("-1000.50")
    assert sorted(paid.entries.values_list("amount", flat=True)) == [Decimal("-1000.50"), Decimal("1000.50")]


def test_a_repeat_returns_the_first_and_moves_nothing(alpha: Tenant):
    first = pay(alpha, "10")
    assert pay(alpha, "10") == first
    assert balance_of(alpha) == 10


def test_the_same_key_for_something_else_is_refused(alpha: Tenant, beta: Tenant):
    pay(alpha, "10")
    with pytest.raises(OtherContentError):
        pay(alpha, "11")
    with pytest.raises(OtherContentError):
        pay(beta, "10")
    assert balance_of(alpha) == 10


def test_nothing_is_posted_for_zero(alpha: Tenant):
    with pytest.raises(ValueError, match="zero"):
        pay(alpha, "0")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 4), AMOUNTS, st.sampled_from(list(AccountKind)[1:])), max_size=12))
def test_whatever_is_posted_the_books_are_whole(alpha: Tenant, moves: list[tuple[int, Decimal, AccountKind]]):
    """Any sequence of postings, repeats among them: entries sum to zero, balances are their sums."""
    with transaction.atomic():
        expected: dict[str, Decimal] = {}
        for key, amount, against in moves:
            try:
                ledger.post(
                    key=f"k{key}", kind=TransactionKind.CORRECTION, tenant=alpha, amount=amount, against=against,
                    description="x", by=None,
                )  # fmt: skip
            except OtherContentError:
                assert expected[f"k{key}"] != amount
            else:
                expected.setdefault(f"k{key}", amount)
        assert balance_of(alpha) == sum(expected.values())
        assert broken_invariants() == []
        transaction.set_rollback(True)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=5))
def test_entries_that_do_not_sum_to_zero_are_refused(alpha: Tenant, amounts: list[Decimal]):
    with transaction.atomic():
        posted = Transaction.objects.create(
            kind=TransactionKind.CORRECTION, tenant=alpha, idempotency_key="raw", amount=1, description="x"
        )
        accounts = [funds_of(alpha), own(AccountKind.BANK), own(AccountKind.REVENUE), own(AccountKind.BONUSES)]
        rows = [
            Entry(transaction=posted, account=accounts[number % 4], amount=amount)
            for number, amount in enumerate(amounts)
        ]
        if sum(amounts):
            with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
                Entry.objects.bulk_create(rows)
            assert balance_of(alpha) == 0
        else:
            Entry.objects.bulk_create(rows)
            assert broken_invariants() in ([], ["Сумма операции не равна проводке по счёту компании"])
        transaction.set_rollback(True)


def test_a_posted_transaction_takes_no_more_entries(alpha: Tenant):
    paid = pay(alpha, "10")
    more = [
        Entry(transaction=paid, account=funds_of(alpha), amount=Decimal(5)),
        Entry(transaction=paid, account=own(AccountKind.BANK), amount=Decimal(-5)),
    ]
    with pytest.raises(DatabaseError, match="no more entries"), transaction.atomic():
        Entry.objects.bulk_create(more)
    assert balance_of(alpha) == 10


DAMAGES: dict[str, Callable[[Transaction], object]] = {
    "update of a transaction": lambda t: Transaction.objects.filter(pk=t.pk).update(amount=1),
    "delete of a transaction": lambda t: Transaction.objects.filter(pk=t.pk)._raw_delete("default"),
    "update of an entry": lambda t: Entry.objects.update(amount=1),
    "delete of an entry": lambda t: Entry.objects.all()._raw_delete("default"),
    "truncate of entries": lambda t: connection.cursor().execute("TRUNCATE billing_entry"),
    "truncate of transactions": lambda t: connection.cursor().execute("TRUNCATE billing_transaction CASCADE"),
    "a balance by hand": lambda t: LedgerAccount.objects.update(balance=1_000_000),
    "a balance given to another company": lambda t: LedgerAccount.objects.filter(kind="funds").update(
        tenant=Tenant.objects.exclude(pk=t.tenant_id).first()
    ),
    "an account with money from nowhere": lambda t: LedgerAccount.objects.create(kind="bonuses", balance=5),
    "delete of an account": lambda t: LedgerAccount.objects.all()._raw_delete("default"),
    "a key that is empty": lambda t: Transaction.objects.create(
        kind="payment", tenant=t.tenant, idempotency_key="", amount=1, description="x"
    ),
    "an entry of zero": lambda t: Entry.objects.create(transaction=t, account=funds_of(t.tenant), amount=0),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_the_database_refuses(alpha: Tenant, damage: Callable[[Transaction], object]):
    """The test's own user is a superuser of the server: nobody is above these rules."""
    paid = pay(alpha, "10")
    with pytest.raises(DatabaseError), transaction.atomic():
        damage(paid)
    assert (balance_of(alpha), broken_invariants()) == (10, [])


def test_a_damage_would_be_noticed(alpha: Tenant):
    """With the triggers switched off by hand the nightly check speaks."""
    pay(alpha, "10")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_ledgeraccount DISABLE TRIGGER USER")
        cursor.execute("UPDATE billing_ledgeraccount SET balance = balance + 1 WHERE kind = 'funds'")
    assert broken_invariants() == ["Баланс счёта не равен сумме его проводок"]

"""Books that do not hold: seen by one command, the company's money stands, two operators mend it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from billing.domain import charging, correcting, invoices, ledger, parking
from billing.domain.invariants import check_all
from billing.domain.ledger import balance_of
from billing.domain.parking import ParkedError, check_and_park
from billing.enums import AccountKind, CorrectionKind, TransactionKind
from billing.models import BankLine, Parking, Snapshot, Transaction
from identity.models import User
from notifications.models import Letter
from sms.domain.sending import Item, Why, reserve_and_queue
from sms.enums import Cause
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.billing.test_invoices import BUYER
from tests.billing.test_ledger import pay
from tests.billing.test_statement_file import document
from tests.billing.test_statements import load

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

WRONG_BALANCE = "Баланс счёта не равен сумме его проводок"


@pytest.fixture
def second(db: None) -> User:
    return User.objects.create_superuser("second@example.ru", "x", last_name="Второй")


@contextmanager
def without_triggers(table: str) -> Iterator[Any]:
    """What a slip of an administrator's hand would be: nothing of ours can do it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def spoil_balance(tenant: Tenant, by: int = 5) -> None:
    with without_triggers("billing_ledgeraccount") as cursor:
        cursor.execute("UPDATE billing_ledgeraccount SET balance = balance + %s WHERE tenant_id = %s", [by, tenant.pk])


def checked(*options: str) -> str:
    out = StringIO()
    with suppress(SystemExit):
        call_command("check_books", *options, stdout=out)
    return out.getvalue().strip()


class TestCommand:
    def test_it_prints_ok(self, alpha: Tenant):
        pay(alpha, "10")
        assert checked() == "OK"

    def test_it_prints_what_is_wrong_and_with_whom(self, alpha: Tenant):
        pay(alpha, "10")
        spoil_balance(alpha)
        assert checked("--only-look") == f"{WRONG_BALANCE}: {alpha}"
        assert not Parking.objects.exists()
        assert checked() == f"{WRONG_BALANCE}: {alpha}"
        assert Parking.objects.get().reasons == [WRONG_BALANCE]

    def test_sms_that_were_charged_and_are_not_there(self, alpha: Tenant):
        """The package of SMS has added its own checks."""
        ledger.post(
            key="sms:x", kind=TransactionKind.SMS, tenant=alpha, amount=Decimal(-5), against=AccountKind.REVENUE,
            description="СМС", by=None,
        )  # fmt: skip
        assert checked() == f"Операция за СМС без самих СМС: {alpha}"

    def test_an_invoice_that_says_it_is_paid(self, alpha: Tenant):
        invoice = invoices.issue(alpha, amount=Decimal(100), buyer=BUYER, issued_by="")
        paid = pay(alpha, "10")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE billing_invoice SET state='paid', paid_by_id=%s WHERE id=%s", [paid.pk, invoice.pk])
        assert checked() == f"Оплаченный счёт без оплаты на всю сумму: {alpha}"

    def test_a_day_without_a_count_is_told_and_stops_nobody(self, alpha: Tenant):
        for back in (0, 2):
            Snapshot.objects.create(tenant=alpha, day=timezone.localdate() - timedelta(days=back), accounts=5)
        assert checked() == f"Число лицевых счетов известно не за каждый день: {alpha}"
        assert not Parking.objects.exists()


class TestParked:
    @pytest.fixture
    def parked(self, alpha: Tenant, operator: User) -> Parking:
        pay(alpha, "10")
        spoil_balance(alpha)
        check_and_park()
        return Parking.objects.get()

    def test_its_money_stands_and_others_goes_on(self, alpha: Tenant, beta: Tenant, parked: Parking):
        for tenant in (alpha, beta):
            Snapshot.objects.bulk_create(
                Snapshot(tenant=tenant, day=date(2026, 10, day), accounts=100) for day in range(1, 32)
            )
        with pytest.raises(ParkedError, match="сверяем книги"):
            pay(alpha, "20", key="payment:more")
        with pytest.raises(DatabaseError, match="being mended"), transaction.atomic():
            Transaction.objects.create(kind="payment", tenant=alpha, idempotency_key="x", amount=1, description="x")
        assert charging.charge_month(date(2026, 10, 1)).companies == 1
        assert balance_of(beta) == -200

    def test_no_sms_goes(self, alpha: Tenant, parked: Parking):
        with pytest.raises(ParkedError):
            reserve_and_queue(alpha, [Item("k", "+79750000000", "Вода")], why=Why(Cause.NOTICE))

    def test_a_payment_by_statement_waits(self, alpha: Tenant, parked: Parking, operator: User, second: User):
        load(document(ПлательщикИНН=alpha.inn))
        assert BankLine.objects.get().state == "new"

        fix = correcting.propose(parked, kind=CorrectionKind.RECOUNT, reason="Сбой", by=operator)
        correcting.confirm(fix, by=second)
        load()
        from billing.domain.statements import credit_waiting

        credit_waiting()
        assert (BankLine.objects.get().state, balance_of(alpha)) == ("credited", 20)

    def test_operators_are_told_once(self, parked: Parking):
        check_and_park()
        letter = Letter.objects.get()
        assert (letter.subject, letter.recipients) == ("Книги не сходятся: УК «Альфа»", ["operator@example.ru"])

    def test_one_operator_alone_mends_nothing(self, parked: Parking, operator: User):
        fix = correcting.propose(parked, kind=CorrectionKind.RECOUNT, reason="Сбой", by=operator)
        with pytest.raises(DomainError, match="другой оператор"):
            correcting.confirm(fix, by=operator)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(fix).objects.filter(pk=fix.pk).update(confirmed_by=operator, confirmed_at=timezone.now())
        parked.refresh_from_db()
        assert parked.freed_at is None

    def test_two_free_it(self, alpha: Tenant, parked: Parking, operator: User, second: User):
        fix = correcting.propose(parked, kind=CorrectionKind.RECOUNT, reason="Сбой", by=operator)
        freed = correcting.confirm(fix, by=second)

        assert (freed.freed_at is not None, balance_of(alpha), check_all()) == (True, 10, [])
        pay(alpha, "20", key="payment:more")
        with pytest.raises(DomainError, match="уже сошлись"):
            correcting.propose(parked, kind=CorrectionKind.RECOUNT, reason="Ещё", by=operator)

    def test_an_entry_that_mends_nothing_leaves_it_parked(self, parked: Parking, operator: User, second: User):
        fix = correcting.propose(
            parked, kind=CorrectionKind.ENTRY, amount=Decimal(-5), against="revenue", reason="Лишнее", by=operator
        )
        assert correcting.confirm(fix, by=second).freed_at is None

    def test_what_two_have_accepted_does_not_stop_it_again(self, parked: Parking, operator: User, second: User):
        fix = correcting.propose(parked, kind=CorrectionKind.ACCEPT, reason="Возмещено", by=operator)
        correcting.confirm(fix, by=second)
        assert [one.words for one in check_and_park()] == [WRONG_BALANCE]
        assert not Parking.objects.filter(freed_at=None).exists()

    def test_side_by_side_and_mended_on_the_screen(
        self, parked: Parking, operator: User, second: User, client_of: Callable[..., Client]
    ):
        first_one, other = client_of(None, operator), client_of(None, second)
        page = first_one.get(f"/operator/parkings/inspect/{parked.pk}/").content.decode()
        assert WRONG_BALANCE in page
        assert "15,00" in page, "what is kept"
        assert "10,00" in page, "what the entries say"
        first_one.post(f"/operator/parkings/{parked.pk}/propose/", {"kind": "recount", "reason": "Сбой"})
        fix = parked.corrections.get()
        assert "Подтвердить должен другой" in first_one.get(f"/operator/parkings/inspect/{parked.pk}/").content.decode()
        answer = other.post(f"/operator/parkings/{parked.pk}/confirm/{fix.pk}/", follow=True)
        assert "деньги снова ходят" in answer.content.decode()
        assert "Книги сходятся" in other.post("/operator/parkings/check/", follow=True).content.decode()


def test_entries_that_are_missing_are_added_to_their_operation(alpha: Tenant, operator: User, second: User):
    paid = pay(alpha, "10")
    with without_triggers("billing_entry") as cursor:
        cursor.execute("DELETE FROM billing_entry WHERE transaction_id = %s AND amount < 0", [paid.pk])
    parking.check_and_park()
    parked = Parking.objects.get(tenant=alpha)
    (row,) = correcting.side_by_side(parked)
    assert (row["amount"], row["funds"], row["others"], row["differs"]) == (10, 10, 0, True)

    fix = correcting.propose(
        parked, kind=CorrectionKind.COMPLETE, broken=paid, against="bank", reason="Пропала проводка", by=operator
    )
    assert correcting.confirm(fix, by=second).freed_at is not None
    assert sorted(paid.entries.values_list("amount", flat=True)) == [-10, 10]

    own = Parking.objects.get(tenant=None)
    assert str(own) == "Бурмистр"
    recount = correcting.propose(own, kind=CorrectionKind.RECOUNT, reason="Баланс банка", by=operator)
    assert correcting.confirm(recount, by=second).freed_at is not None
    assert check_all() == []

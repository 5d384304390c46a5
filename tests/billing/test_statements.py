"""A bank's statement: each payment finds its company once, the rest waits for an operator."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from billing.domain import invoices, statements
from billing.domain.ledger import balance_of, broken_invariants
from billing.domain.payments import record_payment
from billing.models import BankLine, Invoice, Statement, Transaction
from identity.models import User
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.billing.test_invoices import BUYER
from tests.billing.test_races import at_once
from tests.billing.test_statement_file import SAMPLE, document, statement

DAY = date(2026, 11, 20)


@pytest.fixture
def invoice(alpha: Tenant) -> Invoice:
    return invoices.issue(alpha, amount=Decimal("100.00"), buyer=BUYER, issued_by="")


def load(*sections: str, by: User | None = None, **head: str) -> Statement:
    """Take a statement of such documents and credit what can be."""
    text = statement(*sections, **head).encode("cp1251")
    taken = statements.load_statement(io.BytesIO(text), name="kl_to_1c.txt", by=by)  # type: ignore[arg-type]  # nobody
    statements.credit_waiting(taken.pk)
    return taken


def paying(invoice: Invoice, amount: str, **fields: str) -> str:
    usual = {"Сумма": amount, "ПлательщикИНН": invoice.tenant.inn}
    return document(**{**usual, "НазначениеПлатежа": f"Оплата по счёту № {invoice.number}", **fields})


def state_of(invoice: Invoice) -> str:
    return Invoice.objects.get(pk=invoice.pk).state


@pytest.mark.integration
@pytest.mark.django_db
class TestWhose:
    def test_by_the_number_of_the_invoice(self, alpha: Tenant, invoice: Invoice):
        load(paying(invoice, "100.00"))

        line = BankLine.objects.get()
        assert (line.state, line.tenant, line.transaction.invoices.get()) == ("credited", alpha, invoice)
        assert (state_of(invoice), balance_of(alpha), broken_invariants()) == ("paid", 100, [])

    def test_by_the_inn_where_no_number_is_named(self, beta: Tenant):
        load(document(ПлательщикИНН=beta.inn, НазначениеПлатежа="Пополнение лицевого счёта", Сумма="15000.50"))
        assert (balance_of(beta), BankLine.objects.get().why) == (Decimal("15000.50"), "По ИНН плательщика")

    def test_the_only_invoice_of_that_sum_is_meant_though_not_named(self, alpha: Tenant, invoice: Invoice):
        load(document(ПлательщикИНН=alpha.inn, НазначениеПлатежа="Пополнение", Сумма="100.00"))
        assert state_of(invoice) == "paid"

    def test_a_number_of_another_company_gives_it_nothing(self, alpha: Tenant, beta: Tenant, invoice: Invoice):
        load(paying(invoice, "40.00", ПлательщикИНН=beta.inn))
        assert (balance_of(alpha), balance_of(beta), state_of(invoice)) == (0, 40, "issued")

    def test_a_stranger_pays_for_a_company_to_the_kopeck(self, alpha: Tenant, invoice: Invoice):
        load(paying(invoice, "100.00", ПлательщикИНН="7700000009"))
        assert (balance_of(alpha), state_of(invoice)) == (100, "paid")

    def test_a_stranger_with_another_sum_waits_for_an_operator(self, alpha: Tenant, invoice: Invoice):
        load(paying(invoice, "99.00", ПлательщикИНН="7700000009"))
        line = BankLine.objects.get()
        assert (line.state, line.tenant, balance_of(alpha)) == ("unknown", None, 0)
        assert "ИНН плательщика и сумма другие" in line.why

    def test_a_company_that_moved_away_gets_its_money_there(self, alpha: Tenant):
        Tenant.objects.filter(pk=alpha.pk).update(moved_to="https://other.example")
        load(document(ПлательщикИНН=alpha.inn))
        assert (BankLine.objects.get().state, Transaction.objects.count()) == ("unknown", 0)


@pytest.mark.integration
@pytest.mark.django_db
class TestSums:
    def test_a_part_is_credited_and_the_rest_completes_the_invoice(self, alpha: Tenant, invoice: Invoice):
        load(paying(invoice, "60.00", Номер="1"))
        assert (state_of(invoice), balance_of(alpha)) == ("issued", 60)
        load(paying(invoice, "40.00", Номер="2"))
        assert (state_of(invoice), balance_of(alpha)) == ("paid", 100)

    def test_one_payment_settles_the_invoices_it_names_in_order(self, alpha: Tenant, invoice: Invoice):
        second, third = (invoices.issue(alpha, amount=Decimal(sum_), buyer=BUYER, issued_by="") for sum_ in (50, 70))
        named = f"Оплата по счетам № {second.number}, {invoice.number} и {third.number}"
        load(paying(invoice, "170.00", НазначениеПлатежа=named, Номер="1"))
        assert [state_of(one) for one in (second, invoice, third)] == ["paid", "paid", "issued"]

        load(paying(third, "50.00", Номер="2"))  # 20 of the first payment have come already
        assert (state_of(third), balance_of(alpha), broken_invariants()) == ("paid", 220, [])

    def test_the_sum_of_one_of_the_named_invoices_is_for_that_one(self, alpha: Tenant, invoice: Invoice):
        second = invoices.issue(alpha, amount=Decimal(50), buyer=BUYER, issued_by="")
        load(paying(invoice, "50.00", НазначениеПлатежа=f"Оплата по счетам № {invoice.number}, {second.number}"))
        assert (state_of(invoice), state_of(second)) == ("issued", "paid")

    def test_what_is_more_stays_on_the_balance(self, alpha: Tenant, invoice: Invoice):
        load(paying(invoice, "150.00"))
        assert (state_of(invoice), balance_of(alpha)) == ("paid", 150)

    def test_money_for_a_cancelled_invoice_is_still_the_companys(self, alpha: Tenant, invoice: Invoice):
        invoices.cancel(invoice)
        load(paying(invoice, "100.00"))
        assert (state_of(invoice), balance_of(alpha)) == ("cancelled", 100)


@pytest.mark.integration
@pytest.mark.django_db
class TestOnce:
    def test_the_same_statement_twice_credits_once(self, alpha: Tenant, invoice: Invoice):
        taken = [load(paying(invoice, "100.00")) for _ in range(2)]
        assert [(one.incoming, one.repeats) for one in taken] == [(1, 0), (0, 1)]
        assert (balance_of(alpha), BankLine.objects.count()) == (100, 1)

    def test_a_longer_statement_brings_only_what_is_new(self, alpha: Tenant, invoice: Invoice):
        load(paying(invoice, "100.00", Номер="1"))
        load(paying(invoice, "100.00", Номер="1"), paying(invoice, "30.00", Номер="2"))
        assert balance_of(alpha) == 130

    def test_what_was_typed_in_by_hand_is_found(self, alpha: Tenant, invoice: Invoice):
        paid = record_payment(
            invoice, amount=Decimal(100), received_on=date(2026, 11, 18), document_number="1", by=None
        )
        load(paying(invoice, "100.00"))
        assert (BankLine.objects.get().transaction, balance_of(alpha)) == (paid, 100)

    def test_typed_in_after_the_statement_it_credits_nothing(self, alpha: Tenant, invoice: Invoice):
        load(paying(invoice, "100.00"))
        record_payment(invoice, amount=Decimal(100), received_on=DAY, document_number="1", by=None)
        assert balance_of(alpha) == 100

    def test_two_orders_of_one_number_and_day_are_looked_at_by_a_person(self, alpha: Tenant, operator: User):
        """From two accounts of the payer: numbers are each bank's own."""
        two = [document(ПлательщикИНН=alpha.inn, ПлательщикСчет=f"4070281050000000000{n}") for n in (2, 3)]
        load(*two)
        waiting = BankLine.objects.get(state="unknown")
        assert balance_of(alpha) == 10

        statements.assign(waiting, to=alpha, by=operator)
        assert (balance_of(alpha), broken_invariants()) == (20, [])

    def test_orders_without_numbers_differ_by_their_purpose(self, alpha: Tenant):
        load(*(document(Номер="", ПлательщикИНН=alpha.inn, НазначениеПлатежа=words) for words in ("Раз", "Два")))
        assert balance_of(alpha) == 20

    def test_the_database_holds_it(self, alpha: Tenant):
        load(document(ПлательщикИНН=alpha.inn))
        line = BankLine.objects.get()
        for damage in (
            lambda: BankLine.objects.filter(pk=line.pk).update(amount=1),
            lambda: BankLine.objects.filter(pk=line.pk).update(state="new", tenant=None, transaction=None),
            lambda: BankLine.objects.filter(pk=line.pk)._raw_delete("default"),
            lambda: BankLine.objects.create(
                statement=line.statement, digest=line.digest, dated=DAY, received_on=DAY, amount=1, our_account="1"
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                damage()


@pytest.mark.integration
def test_a_statement_credited_by_many_workers_is_credited_once(committed: Callable[[], Tenant]):
    tenant = committed()
    text = statement(*(document(ПлательщикИНН=tenant.inn, Номер=str(n)) for n in range(1, 7))).encode("cp1251")

    def work() -> Any:
        taken = statements.load_statement(io.BytesIO(text), name="x.txt", by=None)  # type: ignore[arg-type]  # nobody
        return statements.credit_waiting(taken.pk), statements.credit_waiting()

    answers = at_once(work, workers=4)
    statements.credit_waiting()

    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert (balance_of(tenant), BankLine.objects.count(), broken_invariants()) == (60, 6, [])


@pytest.mark.integration
@pytest.mark.django_db
class TestConsole:
    @pytest.fixture
    def console(self, operator: User, client_of: Callable[..., Client]) -> Client:
        return client_of(None, operator)

    @staticmethod
    def upload(console: Client, content: bytes, callbacks: Any) -> str:
        file = SimpleUploadedFile("kl_to_1c.txt", content, content_type="text/plain")
        with callbacks(execute=True):
            return console.post("/operator/statements/new/", {"file": file}, follow=True).content.decode()

    def test_from_the_file_to_the_balance(
        self, console: Client, alpha: Tenant, beta: Tenant, django_capture_on_commit_callbacks: Any
    ):
        invoice = invoices.issue(alpha, amount=Decimal("4368.00"), buyer=BUYER, issued_by="")

        page = self.upload(console, SAMPLE, django_capture_on_commit_callbacks)

        assert "Новых поступлений: 3" in page
        assert (state_of(invoice), balance_of(alpha), balance_of(beta)) == ("paid", 4368, Decimal("15000.50"))
        assert "второй раз не зачислены" in self.upload(console, SAMPLE, django_capture_on_commit_callbacks)
        assert balance_of(alpha) == 4368

        stranger = BankLine.objects.get(state="unknown")
        assert "НЕИЗВЕСТНЫЙ" in console.get("/operator/bank_lines/?state=unknown").content.decode()
        found = console.get(f"/operator/bank_lines/inspect/{stranger.pk}/?q={beta.inn}").content.decode()
        assert f"ИНН {beta.inn}" in found
        console.post(f"/operator/bank_lines/{stranger.pk}/assign/", {"tenant": beta.pk})
        assert balance_of(beta) == Decimal("15777.50")
        assert "уже зачислен" in console.post(
            f"/operator/bank_lines/{stranger.pk}/assign/", {"tenant": alpha.pk}, follow=True
        ).content.decode()  # fmt: skip

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"PK\x03\x04 not a statement", "Это не выписка для 1С"),
            (SAMPLE.replace(b"40702810200000000001", b"40702810900000000009"), "это выписка по счёту"),
            (statement().encode("cp1251").replace("РасчСчет".encode("cp1251"), b"X"), "нет ни одного документа"),
        ],
        ids=["no statement", "of another account", "empty"],
    )
    def test_a_wrong_file_is_refused_in_words(
        self, console: Client, content: bytes, words: str, django_capture_on_commit_callbacks: Any
    ):
        page = self.upload(console, content, django_capture_on_commit_callbacks)
        assert words.lower() in page.lower()
        assert not Statement.objects.exists()

    def test_a_refund_is_put_aside_with_a_reason(self, console: Client, alpha: Tenant):
        load(document(ПлательщикИНН="7700000009"))
        line = BankLine.objects.get()
        with pytest.raises(DomainError, match="Напишите"):
            statements.put_aside(line, reason=" ", by=User.objects.get())
        console.post(f"/operator/bank_lines/{line.pk}/aside/", {"reason": "Возврат от хостинга"})
        line.refresh_from_db()
        assert (line.state, line.why) == ("aside", "Возврат от хостинга")

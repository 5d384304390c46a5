"""From «Выставить счёт» to the credited payment, and the paper in between."""

import re
import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from billing.domain import invoices, paper
from billing.domain.invoices import Buyer
from billing.domain.ledger import balance_of, broken_invariants
from billing.domain.payments import record_payment
from billing.models import Invoice, Transaction
from tenants.errors import DomainError
from tenants.models import Tenant

BUYER = Buyer(
    name='ООО "УК Альфа"', inn="5904123453", kpp="590401001", address="г. Верхнекамск, ул. Мира, д. 1",
    bank="ПАО Сбербанк", bik="044525225", account="40702810500000000002",
)  # fmt: skip
YESTERDAY = date.today() - timedelta(days=1)


@pytest.fixture
def invoice(alpha: Tenant) -> Invoice:
    return invoices.issue(alpha, amount=Decimal("4368.50"), buyer=BUYER, issued_by="Иванова Нина")


def pay(invoice: Invoice, amount: str = "4368.50", number: str = "17", on: date = YESTERDAY) -> Transaction:
    return record_payment(invoice, amount=Decimal(amount), received_on=on, document_number=number, by=None)


@pytest.mark.integration
@pytest.mark.django_db
class TestPayment:
    def test_the_invoice_is_paid_and_the_money_is_there(self, alpha: Tenant, invoice: Invoice):
        paid = pay(invoice)

        invoice.refresh_from_db()
        assert (invoice.state, invoice.paid_by) == ("paid", paid)
        assert (balance_of(alpha), broken_invariants()) == (Decimal("4368.50"), [])

    def test_the_same_order_credits_once(self, alpha: Tenant, invoice: Invoice):
        assert pay(invoice) == pay(invoice, number=" 17 ")
        assert balance_of(alpha) == Decimal("4368.50")

    def test_the_same_order_with_another_sum_is_a_slip_of_the_hand(self, alpha: Tenant, invoice: Invoice):
        pay(invoice, amount="4368.50")
        with pytest.raises(DomainError, match="сумма в нём другая") as refused:
            pay(invoice, amount="43685.00")
        assert (refused.value.field, balance_of(alpha)) == ("amount", Decimal("4368.50"))

    def test_the_same_order_for_another_invoice_is_said(self, alpha: Tenant, invoice: Invoice):
        pay(invoice)
        second = invoices.issue(alpha, amount=invoice.amount, buyer=BUYER, issued_by="")
        with pytest.raises(DomainError, match=f"записано по счёту № {invoice.number}"):
            pay(second)
        second.refresh_from_db()
        assert (second.state, balance_of(alpha)) == ("issued", Decimal("4368.50"))

    def test_another_order_is_another_payment(self, alpha: Tenant, invoice: Invoice):
        pay(invoice)
        pay(invoice, number="18")
        assert balance_of(alpha) == Decimal("8737.00")

    def test_a_part_is_credited_and_the_invoice_waits(self, alpha: Tenant, invoice: Invoice):
        pay(invoice, amount="1000")
        invoice.refresh_from_db()
        assert (invoice.state, balance_of(alpha)) == ("issued", 1000)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"amount": "0"}, "amount"),
            ({"amount": "-5"}, "amount"),
            ({"number": "  "}, "document_number"),
            ({"on": date.today() + timedelta(days=2)}, "received_on"),
        ],
    )
    def test_a_slip_of_the_hand_is_told(self, alpha: Tenant, invoice: Invoice, wrong: dict, field: str):
        with pytest.raises(DomainError) as refused:
            pay(invoice, **wrong)
        assert refused.value.field == field
        assert balance_of(alpha) == 0

    def test_a_cancelled_invoice_takes_no_money(self, invoice: Invoice):
        invoices.cancel(invoice)
        with pytest.raises(DomainError, match="отменён"):
            pay(invoice)

    def test_a_paid_invoice_is_not_cancelled(self, invoice: Invoice):
        pay(invoice)
        with pytest.raises(DomainError, match="отменить его нельзя"):
            invoices.cancel(invoice)


@pytest.mark.integration
@pytest.mark.django_db
class TestKept:
    def test_numbers_go_on(self, alpha: Tenant, beta: Tenant):
        issued = [invoices.issue(of, amount=Decimal(1), buyer=BUYER, issued_by="") for of in (alpha, beta, alpha)]
        assert [one.number for one in issued] == [1, 2, 3]

    @pytest.mark.parametrize("change", [{"amount": 1}, {"number": 77}, {"buyer": {}}, {"state": "paid"}])
    def test_the_database_keeps_an_invoice_as_it_was(self, invoice: Invoice, change: dict[str, object]):
        with pytest.raises(DatabaseError), transaction.atomic():
            Invoice.objects.filter(pk=invoice.pk).update(**change)

    def test_a_cancelled_one_stays_cancelled(self, invoice: Invoice):
        invoices.cancel(invoice)
        with pytest.raises(DatabaseError), transaction.atomic():
            Invoice.objects.filter(pk=invoice.pk).update(state="issued")

    def test_it_is_never_deleted(self, invoice: Invoice):
        with pytest.raises(DatabaseError), transaction.atomic():
            Invoice.objects.filter(pk=invoice.pk)._raw_delete("default")

    @pytest.mark.parametrize("amount", ["0", "-1", "10000000.01"])
    def test_a_sum_beyond_reason_is_refused(self, alpha: Tenant, amount: str):
        with pytest.raises(DomainError):
            invoices.issue(alpha, amount=Decimal(amount), buyer=BUYER, issued_by="")


@pytest.mark.integration
@pytest.mark.django_db
class TestPaper:
    def test_both_sides_stand_on_it(self, invoice: Invoice):
        shown = paper.paper_data(invoice)
        assert shown["seller"]["name"] == "ООО «Бурмистр-Сервис»"
        assert shown["buyer"]["account"] == "40702810500000000002"
        assert (shown["amount"], shown["words"]) == (
            "4\u00a0368,50",
            "Четыре тысячи триста шестьдесят восемь рублей 50 копеек",
        )

    def test_the_qr_has_the_sum_in_kopecks_and_the_words_by_which_it_is_found(self, invoice: Invoice):
        code = paper.payment_code(invoice)
        head, *pairs = code.split("|")
        fields = dict(pair.split("=", 1) for pair in pairs)
        assert head == "ST00012"
        assert [pair.split("=")[0] for pair in pairs][:5] == ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]
        assert fields["Sum"] == "436850"
        assert f"№ {invoice.number} от" in fields["Purpose"]
        mandatory = "|".join(pairs[:5]).encode()
        assert len(mandatory) <= 300

    def test_a_bar_in_a_name_changes_the_separator(self, invoice: Invoice):
        invoice.seller = {**invoice.seller, "name": "ООО «А|Б»"}
        assert paper.payment_code(invoice).startswith("ST00012#Name=ООО «А|Б»#")

    def test_it_is_a_pdf_with_cyrillic(self, invoice: Invoice, tmp_path: Path):
        pdf = paper.as_pdf(invoice)
        assert pdf.startswith(b"%PDF-")
        if reader := shutil.which("pdftotext"):
            (tmp_path / "i.pdf").write_bytes(pdf)
            text = subprocess.run(
                [reader, str(tmp_path / "i.pdf"), "-"], capture_output=True, check=True
            ).stdout.decode()
            assert f"Счёт № {invoice.number}" in text
            assert "Четыре тысячи" in text


@pytest.mark.unit
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.01", "Ноль рублей 01 копейка"),
        ("1.00", "Один рубль 00 копеек"),
        ("2.02", "Два рубля 02 копейки"),
        ("11.11", "Одиннадцать рублей 11 копеек"),
        ("21.21", "Двадцать один рубль 21 копейка"),
        ("1000", "Одна тысяча рублей 00 копеек"),
        ("1000002.50", "Один миллион два рубля 50 копеек"),
    ],
)
def test_sums_in_words(amount: str, words: str):
    assert paper.in_words(Decimal(amount)) in (words, words.replace("Одна тысяча", "Тысяча"))


@pytest.mark.unit
@given(st.integers(0, 10**9))
def test_kopecks_in_words_are_those_of_the_sum(kopecks: int):
    text = paper.in_words(Decimal(kopecks) / 100)
    assert int(re.search(r"(\d\d) копе", text)[1]) == kopecks % 100  # type: ignore[index]
    assert text.split(" ")[-3] in ("рубль", "рубля", "рублей")

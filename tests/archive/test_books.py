"""The books of a company that moves between installations of ours: nothing lost, nothing counted twice."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from billing.domain import charging, closing, invoices, moving, payments
from billing.domain.invoices import Buyer
from billing.domain.ledger import balance_of, broken_invariants, own
from billing.domain.queries import invoices_of, transactions_of
from billing.enums import AccountKind
from billing.models import (
    Closing,
    Entry,
    FreePeriod,
    Invoice,
    PlatformRequisites,
    Revision,
    Snapshot,
    Tariff,
    TariffStep,
)
from identity.models import User
from tenants.archive import departing, restoring, writing
from tenants.archive.restoring import Wishes
from tenants.domain import freezing
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.archive.conftest import Installation
from tests.conftest import PASSWORD

pytestmark = pytest.mark.integration

BUYER = Buyer(name="ООО «УК Альфа»", inn="5904123453", kpp="", address="Верхнекамск")
LAST_MONTH = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
NUMBERS_THERE = 10_000_001


@pytest.fixture
def books(source: Installation) -> Installation:
    """«Альфа» has paid one invoice of two, pays for last month, has a tariff and a free day of its own."""
    tenant = source.tenant()
    Tariff.objects.filter(tenant=None).update(valid_from=date(2020, 1, 1))
    tariff = Tariff.objects.create(name="Свой", valid_from=date(2021, 1, 1), tenant=tenant)
    TariffStep.objects.create(tariff=tariff, from_accounts=1, price=Decimal("1.23"))
    paid = invoices.issue(tenant, amount=Decimal("5000.50"), buyer=BUYER, issued_by="Белова")
    invoices.issue(tenant, amount=Decimal("700"), buyer=BUYER, issued_by="Белова")
    pay(paid)
    day = LAST_MONTH
    while day < timezone.localdate():
        Snapshot.objects.create(tenant=tenant, day=day, accounts=137)
        day += timedelta(days=1)
    FreePeriod.objects.create(tenant=tenant, first_day=LAST_MONTH, last_day=LAST_MONTH, reason="Подарок")
    charging.charge_month(LAST_MONTH)
    return source


def pay(invoice: Invoice) -> None:
    payments.record_payment(invoice, amount=Decimal("5000.50"), received_on=LAST_MONTH, document_number="17", by=None)


def history(tenant: Tenant) -> list[tuple[Any, ...]]:
    return list(transactions_of(tenant).values_list("kind", "amount", "period", "description", "details", "created_at"))


def papers(tenant: Tenant) -> list[tuple[Any, ...]]:
    columns = ("number", "amount", "state", "seller", "buyer", "issued_on", "issued_by", "paid_by__description")
    return list(invoices_of(tenant).values_list(*columns))


def acts(tenant: Tenant) -> list[tuple[Any, ...]]:
    columns = ("number", "month", "day", "amount", "lines", "seller", "buyer")
    revised = ("revisions__number", "revisions__amount", "revisions__reason")
    found = Closing.objects.filter(tenant=tenant).order_by("month", "revisions__number")
    return list(found.values_list(*columns, *revised))


def revise(act: Closing, amount: Decimal) -> None:
    by = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("op@example.ru", PASSWORD)
    closing.revise(act, amounts=[amount], reason="Счетов было меньше", buyer=BUYER, by=by)


def move(away: Installation, to: Installation, path: Path, *, replace: bool = False) -> None:
    away.here()
    freezing.freeze(away.tenant())
    writing.write(away.tenant(), path)
    to.here()
    restoring.restore(path, Wishes(replace=replace))
    away.here()
    departing.depart(away.tenant(), path, to="https://alpha.example.ru")
    to.here()


def transfers() -> Decimal:
    return own(AccountKind.TRANSFER).balance


def test_history_invoices_and_balance_are_the_same(books: Installation, target: Installation, tmp_path: Path):
    tenant = books.tenant()
    before = (balance_of(tenant), history(tenant), papers(tenant))
    assert (len(before[1]), len(before[2])) == (2, 2)

    move(books, target, tmp_path / "alpha.zip")

    tenant = target.tenant()
    assert (balance_of(tenant), history(tenant), papers(tenant)) == before
    assert broken_invariants() == []
    assert [str(step.price) for step in Tariff.objects.get(tenant=tenant).steps.all()] == ["1.23"]


def test_nothing_is_counted_twice_over_both(books: Installation, target: Installation, tmp_path: Path):
    owed = balance_of(books.tenant())

    move(books, target, tmp_path / "alpha.zip")

    assert (transfers(), own(AccountKind.BANK).balance, own(AccountKind.REVENUE).balance) == (-owed, 0, 0)
    books.here()
    assert (transfers(), balance_of(books.tenant()), broken_invariants()) == (owed, 0, [])
    assert own(AccountKind.BANK).balance == Decimal("-5000.50")


def test_what_was_booked_there_is_not_booked_again_here(books: Installation, target: Installation, tmp_path: Path):
    move(books, target, tmp_path / "alpha.zip")
    tenant = target.tenant()
    before = balance_of(tenant)

    charging.charge_month(LAST_MONTH)
    pay(Invoice.objects.get(tenant=tenant, amount=Decimal("5000.50")))

    assert balance_of(tenant) == before
    books.here()
    Snapshot.objects.filter(tenant=books.tenant()).update(accounts=500)
    assert charging.charge_month(LAST_MONTH).companies == 0


def test_the_days_of_a_month_under_way_are_charged_once_and_there(
    books: Installation, target: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    move(books, target, tmp_path / "alpha.zip")
    next_month = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    monkeypatch.setattr(charging.timezone, "localdate", lambda: next_month)

    assert charging.charge_month(timezone.now().date()).companies == 1
    books.here()
    assert charging.charge_month(timezone.now().date()).companies == 0


def test_it_comes_back_with_what_it_earned_elsewhere(
    books: Installation, target: Installation, tmp_path: Path, settings: Any
):
    move(books, target, tmp_path / "there.zip")
    settings.INVOICE_NUMBERS_FROM = NUMBERS_THERE
    PlatformRequisites.load()
    tenant = target.tenant()
    elsewhere = invoices.issue(tenant, amount=Decimal("300"), buyer=BUYER, issued_by="Белова")
    assert elsewhere.number == NUMBERS_THERE
    payments.record_payment(elsewhere, amount=Decimal("300"), received_on=LAST_MONTH, document_number="18", by=None)
    before, papers_before = balance_of(tenant), papers(tenant)

    move(target, books, tmp_path / "back.zip", replace=True)

    tenant = books.tenant()
    assert (balance_of(tenant), papers(tenant), broken_invariants()) == (before, papers_before, [])
    here = transfers()
    target.here()
    assert transfers() + here == 0


def test_papers_go_along_as_they_were_given_and_corrected(books: Installation, target: Installation, tmp_path: Path):
    act = closing.close_month(books.tenant(), LAST_MONTH, buyer=BUYER)
    assert act
    for amount in ("200.00", "150.00"):
        revise(act, Decimal(amount))
    before = acts(books.tenant())
    assert [number for *_, number, _, _ in before] == [1, 2]

    move(books, target, tmp_path / "there.zip")
    assert acts(target.tenant()) == before
    assert set(Revision.objects.values_list("made_by", flat=True)) == {None}, "whoever corrected it works there"
    move(target, books, tmp_path / "back.zip", replace=True)

    assert acts(books.tenant()) == before
    assert Revision.objects.filter(made_by__isnull=False).count() == 2, "what stayed there is as it was"
    with zipfile.ZipFile(tmp_path / "there.zip") as archive:
        book = load_workbook(io.BytesIO(archive.read("data.xlsx")))
    told = [list(row) for row in book["Исправления актов"].iter_rows(values_only=True)]
    assert told[0] == ["Акт №", "Номер исправления", "От", "Сумма", "Почему"]
    assert [(row[0], row[1], row[3]) for row in told[1:]] == [(act.number, 1, 200), (act.number, 2, 150)]


def test_the_number_of_an_act_that_is_taken_stops_the_restore(
    books: Installation, target: Installation, tmp_path: Path
):
    closing.close_month(books.tenant(), LAST_MONTH, buyer=BUYER)
    writing.write(books.tenant(), tmp_path / "alpha.zip")
    target.here()
    act = Closing.objects.create(
        tenant=target.tenant("beta"), number=1, month=LAST_MONTH, day=LAST_MONTH, amount=1, lines=[], seller={},
        buyer={},
    )  # fmt: skip

    with pytest.raises(DomainError, match=f"Акт № {act.number} здесь составлен для другой"):
        restoring.restore(tmp_path / "alpha.zip", Wishes())


def test_an_invoice_number_that_is_taken_stops_the_restore(books: Installation, target: Installation, tmp_path: Path):
    target.here()
    invoices.issue(target.tenant("beta"), amount=Decimal(1), buyer=BUYER, issued_by="")
    books.here()
    writing.write(books.tenant(), tmp_path / "alpha.zip")
    target.here()

    with pytest.raises(DomainError, match="INVOICE_NUMBERS_FROM"):
        restoring.restore(tmp_path / "alpha.zip", Wishes())

    assert not Tenant.objects.filter(slug="alpha").exists()
    restoring.restore(tmp_path / "alpha.zip", Wishes(without=["books"]))
    assert (balance_of(target.tenant()), Entry.objects.count()) == (0, 0)


def test_money_that_moves_after_the_archive_stops_the_departure(
    books: Installation, target: Installation, tmp_path: Path
):
    freezing.freeze(books.tenant())
    writing.write(books.tenant(), tmp_path / "alpha.zip")
    payments.record_payment(
        Invoice.objects.get(amount=Decimal(700)), amount=Decimal(700), received_on=LAST_MONTH, document_number="19",
        by=None,
    )  # fmt: skip

    with pytest.raises(DomainError, match="books: balance"):
        departing.depart(books.tenant(), tmp_path / "alpha.zip", to="https://alpha.example.ru")


def test_a_key_that_names_no_company_still_is_one_companys(books: Installation):
    tenant = books.tenant()
    assert moving._key(f"subscription:{tenant.pk}:2026-10", tenant.pk, Tenant(pk=5)) == "subscription:5:2026-10"
    assert moving._key("bonus:1", 17, Tenant(pk=5)) == "moved:5:bonus:1"

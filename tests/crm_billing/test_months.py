"""Each rouble of a month's fee opens to a day; «Акт сверки» adds up."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from billing.domain import charging, closing
from billing.domain.ledger import balance_of, post
from billing.domain.month_charge import month_charge
from billing.domain.reconciliation import reconcile
from billing.enums import AccountKind, TransactionKind
from billing.models import Closing, FreePeriod, Revision, Snapshot
from crm.billing.domain import closing as closing_of_company
from crm.billing.domain.closing import close_last_month
from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.models import User
from notifications.models import Letter
from tenants.context import in_schema, speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.billing.test_invoices import BUYER
from tests.billing.test_ledger import pay
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def charged(tenant: Tenant) -> Tenant:
    """October: an uneven number of accounts, and three free days."""
    with in_schema("public"):
        Snapshot.objects.bulk_create(
            Snapshot(tenant=tenant, day=OCTOBER.replace(day=day), accounts=97 + day % 7, carried=day == 9)
            for day in range(1, 32)
        )
        last = OCTOBER + timedelta(days=2)
        FreePeriod.objects.create(tenant=tenant, first_day=OCTOBER, last_day=last, reason="знакомство")
        charging.charge_month(OCTOBER)
    return tenant


def test_the_days_sum_to_the_charge_to_the_kopeck(charged: Tenant):
    found = month_charge(charged, OCTOBER)

    assert found is not None
    assert sum(day.amount for day in found.days) == found.amount == -balance_of(charged) > 0
    assert [day.amount for day in found.days[:3]] == [0, 0, 0]
    assert [day.day.day for day in found.days if day.carried] == [9]
    per_account = {day.amount / day.accounts for day in found.days[3:]}
    assert max(per_account) - min(per_account) < Decimal("0.0003"), "an account costs the same on each day"


def test_the_page_of_a_month(charged: Tenant, staff: Callable[..., Client]):
    client = staff(Role.ACCOUNTANT)
    assert "/crm/billing/transactions/2026/10/" in client.get("/crm/billing/transactions/").content.decode()
    page = client.get("/crm/billing/transactions/2026/10/").content.decode()
    assert page.count("бесплатный день") == 3
    for nothing in ("2026/9", "2026/13", "1/1"):
        assert client.get(f"/crm/billing/transactions/{nothing}/").status_code == 404


def test_a_reconciliation_adds_up(charged: Tenant):
    pay(charged, "1000")
    for number in range(2):
        post(
            key=f"sms:{number}", kind=TransactionKind.SMS, tenant=charged, amount=Decimal("-2.50"),
            against=AccountKind.REVENUE, description="СМС", by=None,
        )  # fmt: skip
    today = timezone.localdate()

    found = reconcile(charged, since=today, until=today)

    assert (found.opening, found.closing) == (0, balance_of(charged))
    assert [line.words for line in found.lines][-1] == "СМС за день"
    assert len(found.lines) == 3
    tomorrow = reconcile(charged, since=today + timedelta(days=1), until=today + timedelta(days=1))
    assert (tomorrow.opening, tomorrow.lines) == (found.closing, [])


def test_it_is_downloaded_or_refused_in_words(charged: Tenant, staff: Callable[..., Client]):
    client = staff(Role.ACCOUNTANT)
    pdf = client.get("/crm/billing/reconciliation/?since=2026-01-01&until=2026-11-30")
    assert pdf.content.startswith(b"%PDF")
    page = client.get("/crm/billing/reconciliation/?since=2024-01-01&until=2026-11-30").content.decode()
    assert "не больше чем за год" in page
    with pytest.raises(DomainError, match="раньше первого"):
        reconcile(charged, since=date(2026, 2, 1), until=date(2026, 1, 1))


def test_a_month_is_closed_once_with_two_papers(
    charged: Tenant, staff: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(closing_of_company, "today_of", lambda tenant: date(2026, 11, 1))
    client = staff(Role.ACCOUNTANT)

    made, again = close_last_month(), close_last_month()

    assert made == again
    assert (made.number, made.day, made.amount) == (1, date(2026, 10, 31), -balance_of(charged))
    assert made.lines == [["Пользование системой «Бурмистр» за октябрь 2026", f"{made.amount:.2f}"]]
    with in_schema("public"):
        assert [letter.subject for letter in Letter.objects.all()] == ["Акт и УПД за октябрь 2026"]
    assert "№ 1" in client.get("/crm/billing/papers/").content.decode()
    for form in ("akt", "upd"):
        assert client.get(f"/crm/billing/papers/1/{form}/").content.startswith(b"%PDF")
    assert client.get("/crm/billing/papers/1/other/").status_code == 404


def test_a_month_without_charges_has_no_papers(tenant: Tenant, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(closing_of_company, "today_of", lambda tenant: date(2026, 11, 1))
    assert close_last_month() is None


def test_papers_are_the_companys_own_and_never_change(charged: Tenant, beta: Tenant, client_of: Callable[..., Client]):
    with in_schema("public"):
        made = closing.close_month(charged, OCTOBER, buyer=BUYER)
        with pytest.raises(DatabaseError), transaction.atomic():
            Closing.objects.filter(pk=made.pk).update(amount=1)
    with speaking_for(beta):
        client = client_of(beta, make_employee(Role.HEAD))
    assert client.get(f"/crm/billing/papers/{made.number}/akt/").status_code == 404
    with pytest.raises(DomainError, match="ещё не закончился"):
        closing.close_month(charged, timezone.localdate(), buyer=BUYER)


class TestACorrectedAct:
    @pytest.fixture
    def operator(self, tenant: Tenant) -> User:
        with in_schema("public"):
            return User.objects.create_superuser("operator@example.ru", "x", last_name="Оператор")

    @pytest.fixture
    def act(self, charged: Tenant) -> Closing:
        made = closing.close_month(charged, OCTOBER, buyer=BUYER)
        assert made is not None
        return made

    def test_it_has_the_number_of_the_act_and_its_own_and_the_act_stays(self, act: Closing, operator: User):
        before = (act.amount, act.lines)
        balance = balance_of(act.tenant)
        for number, amount in enumerate(("100.00", "90.00"), 1):
            made = closing_of_company.revise(act, amounts=[Decimal(amount)], reason="Не та сумма", by=operator)
            assert (made.number, made.closing, made.amount) == (number, act, Decimal(amount))

        act.refresh_from_db()
        assert (act.amount, act.lines) == before
        assert balance_of(act.tenant) == balance, "no money moves by a paper"
        for form in closing.FORMS:
            assert closing.as_pdf(act, form, revision=made).startswith(b"%PDF")
        with pytest.raises(DatabaseError), transaction.atomic():
            Revision.objects.update(amount=1)

    def test_it_says_what_was_wrong_and_is_not_the_same_again(self, act: Closing, operator: User):
        def revise(amount: str, reason: str = "Не та сумма") -> None:
            closing_of_company.revise(act, amounts=[Decimal(amount)], reason=reason, by=operator)

        with pytest.raises(DomainError, match="что было не так"):
            revise("1", "  ")
        with pytest.raises(DomainError, match="меньше нуля"):
            revise("-1")
        revise("5")
        with pytest.raises(DomainError, match="Ничего не изменилось"):
            revise("5")

    def test_the_company_sees_it(self, act: Closing, operator: User, staff: Callable[..., Client]):
        closing_of_company.revise(act, amounts=[Decimal(100)], reason="Не та сумма", by=operator)
        client = staff(Role.ACCOUNTANT)
        assert "Исправление № 1" in client.get("/crm/billing/papers/").content.decode()
        assert client.get(f"/crm/billing/papers/{act.number}/upd/1/").status_code == 200
        assert client.get(f"/crm/billing/papers/{act.number}/upd/2/").status_code == 404
        entry = Entry.objects.get(action="crm_billing.revise_act")
        assert entry.changes["revision_reason"] == [None, "Не та сумма"]

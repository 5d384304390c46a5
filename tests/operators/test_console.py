"""The operators' console: screens over the books, and nobody but operators in it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.domain.ledger import balance_of
from billing.models import Invoice, Snapshot
from identity.models import User
from tenants.models import Tenant
from tests.crm_billing.test_screens import BUYER

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def console(operator: User, client_of):
    return client_of(None, operator)


@pytest.fixture
def invoice(alpha: Tenant) -> Invoice:
    from billing.domain import invoices

    return invoices.issue(alpha, amount=Decimal("600"), buyer=BUYER, issued_by="")


def test_a_payment_is_recorded(console, alpha: Tenant, invoice: Invoice):
    page = console.get("/operator/invoices/").content.decode()
    assert "Записать оплату" in page
    day = date.today() - timedelta(days=1)
    data = {"amount": "600", "received_on": day.isoformat(), "document_number": "5"}

    for _ in range(2):
        assert console.post(f"/operator/invoices/{invoice.pk}/pay/", data).status_code == 302

    assert balance_of(alpha) == 600
    assert "Записать оплату" not in console.get("/operator/invoices/").content.decode()


def test_a_month_is_charged_by_hand_once(console, alpha: Tenant):
    Snapshot.objects.bulk_create(Snapshot(tenant=alpha, day=date(2026, 10, day), accounts=100) for day in range(1, 32))
    answers = [console.post("/operator/charge/", {"month": "2026-10"}, follow=True).content.decode() for _ in "12"]
    assert "начислено компаниям: 1" in answers[0]
    assert "начислено компаниям: 0" in answers[1]
    assert balance_of(alpha) == Decimal("-200.00")


def test_the_present_month_is_refused_in_words(console):
    month = f"{date.today():%Y-%m}"
    assert "ещё не закончился" in console.post("/operator/charge/", {"month": month}).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tenants/",
        "letters/",
        "settlements/",
        "invoices/",
        "transactions/",
        "tariffs/",
        "free_periods/",
        "charge/",
        "shared_questions/",
        "applications/",
        "messages/",
    ],
)
def test_screens_are_for_operators_only(console, client_of, path: str):
    assert console.get(f"/operator/{path}").status_code == 200
    assert client_of(None).get(f"/operator/{path}").status_code == 302
    nobody = User.objects.create_user("nobody@example.ru", "x", last_name="Никто")
    assert client_of(None, nobody).get(f"/operator/{path}").status_code == 302


def test_books_are_not_written_by_hand(console, alpha: Tenant, invoice: Invoice):
    for path in (
        "transactions/new/",
        "invoices/new/",
        f"invoices/edit/{invoice.pk}/",
        f"invoices/delete/{invoice.pk}/",
    ):
        assert console.get(f"/operator/{path}").status_code == 302, path


def test_a_tariff_with_steps_is_set(console):
    data = {
        "name": "Новый", "valid_from": "2027-01-01", "tenant": "", "payment_percent": "1",
        "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-MIN_NUM_FORMS": "1", "steps-MAX_NUM_FORMS": "1000",
        "steps-0-from_accounts": "1", "steps-0-price": "2.50", "steps-0-id": "",
    }  # fmt: skip
    assert console.post("/operator/tariffs/new/", data).status_code == 302
    from billing.domain import tariffs

    assert tariffs.steps(on=date(2027, 1, 1))[0].price == Decimal("2.50")


def test_the_platforms_own_texts_and_requisites_are_one_click_away(console, client_of):
    for path in ("home-page/", "requisites/"):
        assert console.get(f"/operator/{path}", follow=True).status_code == 200
        assert (
            client_of(None).get(f"/operator/{path}", follow=True).redirect_chain[-1][0].startswith("/operator/login/")
        )

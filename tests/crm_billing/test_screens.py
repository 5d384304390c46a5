"""«Биллинг» as the УК sees it: its own books, by right."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from billing.domain import invoices
from billing.domain.invoices import Buyer
from billing.models import Invoice
from crm.journal.models import Entry
from crm.rights.enums import EMPLOYEE_ROLES, Role
from identity.models import User
from tenants.context import in_schema
from tenants.models import Tenant
from tests.billing.test_ledger import pay

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

BUYER = Buyer(name="ООО", inn="5904123453", kpp="", address="")
SCREENS = ["/crm/billing/transactions/", "/crm/billing/invoices/"]


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_the_head_and_the_accountant_see_it(staff, tenant: Tenant, role: Role):
    client = staff(role)
    expected = 200 if role in {Role.HEAD, Role.ACCOUNTANT} else 302
    for path in SCREENS:
        assert client.get(path).status_code == expected, path
    issued = client.post("/crm/billing/invoices/issue/", {"amount": "100"})
    assert issued.status_code == 302
    assert Invoice.objects.count() == (1 if expected == 200 else 0)


def test_an_invoice_is_issued_shown_and_downloaded(staff, tenant: Tenant):
    client = staff(Role.ACCOUNTANT)
    client.post("/crm/billing/invoices/issue/", {"amount": "4368,50"})

    page = client.get("/crm/billing/invoices/").content.decode()
    assert "№ 1" in page
    assert "Не оплачен" in page
    pdf = client.get("/crm/billing/invoices/1/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    with in_schema("public"):
        invoice = Invoice.objects.get()
    assert (invoice.amount, invoice.buyer["inn"], invoice.issued_by) == (
        Decimal("4368.50"),
        "5904123453",
        "Иванова Нина Петровна",
    )


def test_an_issued_invoice_stands_in_the_journal(staff, tenant: Tenant):
    staff(Role.ACCOUNTANT).post("/crm/billing/invoices/issue/", {"amount": "600"})

    entry = Entry.objects.filter(action="crm_billing.issue_invoice").get()
    assert (entry.changes, entry.actor.get_full_name()) == ({"amount": [None, "600.00"]}, "Иванова Нина Петровна")
    assert entry.object_text.startswith("Счёт № 1 от")


def test_a_reload_after_a_mistake_leads_back_to_the_list(staff, tenant: Tenant):
    assert staff().get("/crm/billing/invoices/issue/").url == "/crm/billing/invoices/"


def test_the_export_tells_the_same_time_as_the_page(staff, tenant: Tenant):
    with in_schema("public"):
        paid = pay(tenant, "100.50", key="a")
    client = staff()
    UserProfile.objects.update_or_create(user=User.objects.get(), defaults={"current_time_zone": "Asia/Kamchatka"})
    local = paid.created_at.astimezone(ZoneInfo("Asia/Kamchatka")).strftime("%d.%m.%Y %H:%M")

    export = b"".join(client.get("/crm/billing/transactions/?export=csv").streaming_content).decode()

    assert local in client.get("/crm/billing/transactions/").content.decode()
    assert local in export


def test_a_day_that_is_none_is_told_at_its_filter(staff, tenant: Tenant):
    assert "Введите правильную дату" in staff().get("/crm/billing/transactions/?since=31.02.2026").content.decode()


def test_a_wrong_sum_is_told_on_the_page(staff, tenant: Tenant):
    answer = staff().post("/crm/billing/invoices/issue/", {"amount": "0"})
    assert "Счёт — от одного рубля" in answer.content.decode()


def test_anothers_invoice_is_as_one_that_is_not_there(staff, tenant: Tenant, beta: Tenant):
    invoices.issue(beta, amount=Decimal(10), buyer=BUYER, issued_by="")
    client = staff()
    foreign, missing = client.get("/crm/billing/invoices/1/pdf/"), client.get("/crm/billing/invoices/999/pdf/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert "№ 1" not in client.get("/crm/billing/invoices/").content.decode()


def test_only_own_transactions_stand_in_list_and_export(staff, tenant: Tenant, beta: Tenant):
    with in_schema("public"):
        pay(tenant, "100.50", key="a")
        pay(beta, "777.77", key="b")
    client = staff()
    page = client.get("/crm/billing/transactions/").content.decode()
    export = b"".join(client.get("/crm/billing/transactions/?export=csv").streaming_content).decode()
    assert "+100,50" in page
    assert "777" not in page
    assert "100,50" in export
    assert "777" not in export


def test_filters_pick_by_kind_and_day(staff, tenant: Tenant):
    with in_schema("public"):
        pay(tenant, "100.50", key="a")
    client = staff()
    assert "+100,50" in client.get("/crm/billing/transactions/?kind=payment").content.decode()
    assert "+100,50" not in client.get("/crm/billing/transactions/?kind=sms").content.decode()
    assert "+100,50" not in client.get("/crm/billing/transactions/?until=2020-01-01").content.decode()


def test_the_list_costs_the_same_for_one_and_for_fifty(staff, tenant: Tenant):
    client = staff()
    with in_schema("public"):
        pay(tenant, "1", key="first")
    client.get(SCREENS[0])
    with CaptureQueriesContext(connection) as few:
        client.get(SCREENS[0])
    with in_schema("public"):
        for number in range(50):
            pay(tenant, "1", key=f"k{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(SCREENS[0])
    assert len(many) == len(few)

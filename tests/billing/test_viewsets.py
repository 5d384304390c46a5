"""The operators' lists of the books: bounded, and kept from the hand where the books write themselves."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing.domain import invoices
from billing.models import FreePeriod, Invoice, Tariff
from identity.models import User
from tenants.models import Tenant
from tests.billing.test_invoices import BUYER
from tests.billing.test_invoices import pay as pay_invoice
from tests.billing.test_ledger import pay

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

LISTS = ["invoices", "transactions", "tariffs", "free_periods"]


@pytest.fixture
def console(operator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(None, operator)


def add_rows(tenant: Tenant, numbers: range) -> None:
    for number in numbers:
        invoices.issue(tenant, amount=Decimal(10), buyer=BUYER, issued_by="")
        pay(tenant, "1", key=f"payment:{number}")
        day = date(2030, 1, 1) + timedelta(days=number)
        Tariff.objects.create(name="Тариф", valid_from=day, tenant=tenant)
        FreePeriod.objects.create(tenant=tenant, first_day=day, last_day=day, reason="знакомство")


def test_a_list_costs_the_same_for_one_and_for_many(console: Client, alpha: Tenant, beta: Tenant):
    counts: list[dict[str, int]] = []
    for numbers in (range(2), range(2, 40)):
        for tenant in (alpha, beta):
            add_rows(tenant, range(numbers.start + tenant.pk * 1000, numbers.stop + tenant.pk * 1000))
        counts.append({path: cost(console, f"/operator/{path}/") for path in LISTS})
    assert counts[0] == counts[1]


def cost(console: Client, path: str) -> int:
    console.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert console.get(path).status_code == 200, path
    return len(queries)


def test_an_invoice_is_cancelled_after_a_question(console: Client, alpha: Tenant):
    invoice = invoices.issue(alpha, amount=Decimal(10), buyer=BUYER, issued_by="")
    path = f"/operator/invoices/{invoice.pk}/cancel/"

    assert "Отменить счёт?" in console.get(path).content.decode()
    assert Invoice.objects.get().state == "issued"
    assert "отменён" in console.post(path, follow=True).content.decode()
    assert Invoice.objects.get().state == "cancelled"


def test_a_paid_invoice_is_not_cancelled(console: Client, alpha: Tenant):
    invoice = invoices.issue(alpha, amount=Decimal("4368.50"), buyer=BUYER, issued_by="")
    pay_invoice(invoice)
    answer = console.post(f"/operator/invoices/{invoice.pk}/cancel/", follow=True)
    assert "отменить его нельзя" in answer.content.decode()


def test_a_tariff_is_never_deleted(console: Client):
    tariff = Tariff.objects.get()
    assert console.post(f"/operator/tariffs/delete/{tariff.pk}/").status_code == 302
    assert Tariff.objects.filter(pk=tariff.pk).exists()

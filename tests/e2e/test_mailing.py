"""A mailing, whole: from the form, over its price, to the ledger and the balance (manual, sections 11 and 14)."""

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.e2e.service import Service
from tests.e2e.windows import sign_in

pytestmark = pytest.mark.e2e

LOGIN = "mailing@story.example"
SUBJECT = "Прорыв на вводе"
MAKE = f"""
from decimal import Decimal
from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.houses import add_house
from crm.company.models import Profile
from crm.people.domain.people import add_person
from crm.people.enums import Tie
from crm.rights.enums import Role
from sms.enums import ProviderKind
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant
from tests.factories import EmployeeFactory
from tests.sms.making import add_provider, pay
tenant = Tenant.objects.get(slug="alpha")
with in_schema("public"):
    add_provider(ProviderKind.NOWHERE)
    pay(tenant, Decimal(100), key="mailing")
with speaking_for(tenant):
    Profile.objects.update(sms_enabled=True)
    user = EmployeeFactory(role=Role.HEAD, email="{LOGIN}", last_name="Рассылкина", first_name="Вера").user
    user.set_password("{PASSWORD}")
    user.save()
    house = add_house(city="Верхнекамск", street="Почтовая", number="5", by=None)
    for flat in ("1", "2"):
        account = add_account(house=house, number=f"0050000{{flat}}", last_name="Письмова", flat=flat, by=None)
    add_person(account, kind=Tie.OWNER, last_name="Письмова", first_name="Анна", phone="+79084373455", by=None)
"""


def available(service: Service, page: Page) -> Decimal:
    """What the company has for SMS, as its screen tells."""
    page.goto(service.url("alpha", "/crm/sms/limit/"))
    shown = page.locator("dl.facts dd").last.inner_text()
    return Decimal("".join(sign for sign in shown if sign.isdigit() or sign == ",").replace(",", "."))


def test_from_the_form_to_the_ledger_and_the_balance(service: Service, page: Page):
    service.manage("shell", "-c", MAKE)
    sign_in(page, service.url("alpha", "/crm/sms/limit/"), LOGIN, PASSWORD)
    before = available(service, page)
    page.goto(service.url("alpha", "/crm/notices/new/"))
    page.locator("#id_places").fill("Почтовая 5")
    page.locator("#id_kind").select_option("emergency")
    page.locator("#id_subject").fill(SUBJECT)
    page.locator("#id_text").fill("Воды не будет до 18:00.")
    preview = page.locator("#notice-preview")
    expect(preview).to_contain_text("1 из 1")
    expect(preview).to_contain_text("2,50 ₽")
    expect(preview).to_contain_text("Не дойдёт до счетов: 1 из 2")
    assert [one["id"] for one in Axe().run(page, context={"include": [[".sheet"]]}).response["violations"]] == []
    page.get_by_role("button", name="Отправить уведомление").click()

    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    expect(page.locator("#notice-state .state")).to_have_text("Отправлено")  # by itself, as the worker goes on
    page.goto(service.url("alpha", "/crm/sms/?cause=outage"))
    expect(page.get_by_text("Найдено сообщений: 1,")).to_be_visible()
    expect(page.locator("table.listing")).to_contain_text("Рассылкина")
    assert before - available(service, page) == Decimal("2.50")

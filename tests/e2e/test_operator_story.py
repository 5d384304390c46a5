"""An operator's day: a statement is brought, the company is credited and charged; he goes in to see what it sees."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.billing.test_statement_file import document, statement
from tests.e2e.service import Service
from tests.e2e.windows import fits, sign_in

pytestmark = pytest.mark.e2e

OPERATOR, PASSWORD = "story@burmistr.example", "Оператор-на-посту-2"
LAST_MONTH = date.today().replace(day=1) - timedelta(days=1)
MAKE = f"""
from datetime import date
from billing.models import Snapshot
from crm.rights.enums import Role
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.factories import EmployeeFactory
User.objects.create_superuser("{OPERATOR}", "{PASSWORD}", last_name="Дежурнов", first_name="Олег")
tenant, last = Tenant.objects.get(slug="alpha"), date.fromisoformat("{LAST_MONTH}")
days = [last.replace(day=number) for number in range(1, last.day + 1)]
Snapshot.objects.bulk_create([Snapshot(tenant=tenant, day=day, accounts=100) for day in days], ignore_conflicts=True)
with speaking_for(tenant):
    EmployeeFactory(role=Role.HEAD, email="visited@story.example", last_name="Хозяйкина", first_name="Вера")
print("inn:" + tenant.inn)
"""


def test_from_the_statement_to_the_companys_own_screen(service: Service, page: Page):
    inn = re.search(r"inn:(\d{10})", service.manage("shell", "-c", MAKE))[1]  # type: ignore[index]  # printed above
    sign_in(page, service.url(path="/operator/statements/new/"), OPERATOR, PASSWORD)

    yesterday = f"{date.today() - timedelta(days=1):%d.%m.%Y}"
    text = statement(document(Номер="951", Дата=yesterday, Сумма="4321.00", ПлательщикИНН=inn))
    file = FilePayload(name="kl_to_1c.txt", mimeType="text/plain", buffer=text.encode("cp1251"))
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Загрузить").click()
    expect(page.get_by_text("Новых поступлений: 1")).to_be_visible()

    page.goto(service.url(path="/operator/charge/"))
    page.get_by_role("button", name="Начислить").click()
    expect(page.get_by_text("начислено компаниям")).to_be_visible()

    page.goto(service.url(path="/operator/summary/"))
    expect(page.get_by_role("img", name=re.compile("Пополнения и списания"))).to_be_visible()
    page.goto(service.url(path="/operator/tenants/"))
    page.get_by_role("link", name=re.compile("Альфа")).first.click()
    expect(page.get_by_role("heading", name="Что делали операторы")).to_be_visible()
    assert fits(page)

    page.get_by_role("link", name="Войти", exact=True).click()
    page.get_by_label("Почта или телефон сотрудника").fill("visited@story.example")
    page.get_by_label("Зачем").fill("Звонили: не видят оплату")
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_label("Вход оператора")).to_contain_text("вы вошли как Хозяйкина Вера")

    page.goto(service.url("alpha", "/crm/billing/transactions/"))
    expect(page.get_by_text(re.compile(r"\+4\s321,00"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"−200,00")).first).to_be_visible()
    page.get_by_role("button", name="Выйти", exact=True).click()
    expect(page.get_by_role("heading", name="Вы вышли")).to_be_visible()
    page.get_by_role("link", name="К карточке компании").click()
    expect(page.get_by_text("Звонили: не видят оплату")).to_be_visible()

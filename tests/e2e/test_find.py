"""«Найти» by the keyboard alone: the key, suggestions, arrows, Enter; and without scripts."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.service import Service
from tests.e2e.windows import WIDTHS, sign_in

pytestmark = pytest.mark.e2e

PASSWORD = "Сирень-под-окном-7"
LOGIN = "zoya@find.example"
MAKE = f"""
from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.houses import add_house
from crm.company.domain.employees import hire
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="beta")):
    user = hire(last_name="Зимина", first_name="Зоя", patronymic="", email="{LOGIN}", role=Role.DISPATCHER, by=None,
        send_password=False).user
    user.set_password("{PASSWORD}")
    user.save()
    house = add_house(city="Верхнекамск", street="8 Марта", number="44", by=None)
    for number, name in (("1", "Макаров"), ("2", "Макарова")):
        add_account(house=house, number=f"0000{{number}}", last_name=name, first_name="Ян", patronymic="", flat=number,
            by=None)
"""


@dataclass
class Office:
    """«УК Бета» with a dispatcher and two accounts."""

    service: Service

    def url(self, path: str) -> str:
        return self.service.url("beta", path)


@pytest.fixture(scope="module")
def office(service: Service) -> Office:
    service.manage("shell", "-c", MAKE)
    return Office(service)


def enter(page: Page, office: Office) -> None:
    sign_in(page, office.url("/crm/"), LOGIN, PASSWORD)
    expect(page.get_by_role("heading", name="Здравствуйте")).to_be_visible()


def test_account_is_found_and_opened_without_a_mouse(page: Page, office: Office):
    enter(page, office)
    page.goto(office.url("/crm/houses/"))

    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Найти счёт, дом или человека")
    expect(box).to_be_focused()
    page.keyboard.type("vfrfhjd")  # «макаров» under the Latin layout
    expect(page.get_by_role("option")).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Макарова Ян")
    assert not Axe().run(page).response["violations"]

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Макарова Ян", exact=True)).to_be_visible()
    assert not Axe().run(page).response["violations"]


def test_key_does_not_steal_from_a_field(page: Page, office: Office):
    enter(page, office)
    box = page.get_by_role("combobox", name="Найти счёт, дом или человека")
    box.fill("ленина 5")
    box.press("End")

    page.keyboard.type("/2")

    expect(box).to_have_value("ленина 5/2")


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_search_works_without_scripts(width: str, browser: Browser, office: Office):
    context = browser.new_context(viewport=WIDTHS[width], locale="ru-RU", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, office.url("/crm/find/"), LOGIN, PASSWORD)

    page.get_by_label("Найти счёт, дом или человека").first.fill("8 марта 44 2")
    page.get_by_role("button", name="Найти").first.click()

    expect(page.get_by_role("heading", name="Макарова Ян", exact=True)).to_be_visible()
    context.close()

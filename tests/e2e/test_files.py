"""Every sample file that users bring, through the real screens: good ones go in, dirty ones name their wrong rows."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.service import Service
from tests.e2e.windows import WIDTHS, sign_in

pytestmark = pytest.mark.e2e

DATA = Path(__file__).resolve().parents[1] / "data"
PASSWORD, LOGIN = "Сирень-под-окном-7", "raisa@files.example"
PATIENCE = 120_000  # milliseconds at the most until a file is read
MAKE = f"""
from config.celery import app
from crm.company.domain.employees import hire
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.domain import provisioning
from tests.factories import TenantFactory
app.conf.task_always_eager = True
tenant = TenantFactory(slug="files", short_name="УК «Файлы»", full_name='ООО "УК Файлы"', inn="6685001236")
provisioning.begin(tenant)
with speaking_for(tenant):
    user = hire(last_name="Росина", first_name="Раиса", patronymic="", email="{LOGIN}", role=Role.HEAD, by=None,
        send_password=False).user
    user.set_password("{PASSWORD}")
    user.save()
"""


@dataclass
class Desk:
    """The accountant's browser."""

    page: Page
    service: Service

    def check(self, kind: str, file: str, *, house: str = "") -> None:
        """Choose the file on the form of its kind and wait until a worker has read it."""
        self.page.goto(self.service.url("files", f"/crm/imports/{kind}/new/"))
        self.page.locator("input[type=file]").set_input_files(DATA / file)
        if house:
            self.page.get_by_label("Дом", exact=True).fill(house)
        self.page.get_by_role("button", name="Проверить файл").click()
        self.page.locator(".verdict").wait_for(timeout=PATIENCE)

    def load(self) -> None:
        self.says("Файл проверен, ошибок нет")
        self.page.get_by_role("button", name="Загрузить", exact=True).click()
        self.page.get_by_role("heading", name="Загружено").wait_for(timeout=PATIENCE)

    def says(self, verdict: str) -> None:
        expect(self.page.locator(".verdict h2")).to_have_text(verdict)

    def wrong_rows(self) -> list[int]:
        cells = self.page.get_by_role("region", name="Ошибки").locator("tbody td:first-child").all_inner_texts()
        return sorted({int(cell) for cell in cells})


@pytest.fixture
def desk(service: Service, page: Page) -> Desk:
    service.manage("shell", "-c", MAKE)
    sign_in(page, service.url("files", "/crm/"), LOGIN, PASSWORD)
    expect(page.get_by_role("heading", name="Здравствуйте")).to_be_visible()
    return Desk(page, service)


def test_every_sample_file_through_the_screens(desk: Desk):
    desk.check("accounts", "accounts.csv")
    desk.load()
    for the_same in ("accounts.csv", "accounts_utf8_comma.csv"):
        desk.check("accounts", the_same)
        desk.says("Загружать нечего")
    desk.check("accounts", "accounts_one_house.csv", house="Верхнекамск, пр-кт Мира, д. 51 корп. 1")
    desk.says("Загружать нечего")

    desk.check("accounts", "accounts_dirty.csv")
    desk.says("Загрузить пока нельзя: есть строки с ошибками")
    assert desk.wrong_rows() == [5, 7, 9, 11, 15, 19, 21]

    for kind, file in (("debts", "debts.csv"), ("phones", "phones.csv"), ("meters", "meters.csv")):
        desk.check(kind, file)
        desk.load()
        desk.check(kind, file)
        desk.says("Загружать нечего")

    desk.check("debts", "debts_unknown.csv")
    desk.says("Загрузить пока нельзя: есть строки с ошибками")
    assert len(desk.wrong_rows()) == 1

    desk.page.set_viewport_size(WIDTHS["phone"])
    desk.page.goto(desk.service.url("files", "/crm/accounts/"))
    expect(desk.page.locator("table.listing tbody td").nth(1)).to_have_attribute("data-label", "Собственник")
    widest = desk.page.evaluate("Math.max(...[...document.querySelectorAll('.listing *')].map(e => e.scrollWidth))")
    assert widest <= WIDTHS["phone"]["width"], "rows are cards: nothing of a list goes beyond a phone"

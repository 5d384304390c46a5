"""A page is put together of blocks in a real browser: under our policy of content, with CKEditor inside a block."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.service import Service
from tests.e2e.windows import sign_in

pytestmark = pytest.mark.e2e

LOGIN, PASSWORD = "bloki@site.example", "Сирень-под-окном-9"
HIRE = f"""
from crm.company.domain.employees import hire
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="alpha")):
    user = hire(last_name="Блокова", first_name="Анна", patronymic="", email="{LOGIN}", role=Role.CLIENT_DESK, by=None,
        send_password=False).user
    user.set_password("{PASSWORD}")
    user.save()
"""


def add_block(page: Page, name: str) -> None:
    page.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name=name, exact=True).last.click()


def test_blocks_are_added_moved_deleted_and_published(service: Service, new_page: Callable[..., Page]):
    service.manage("shell", "-c", HIRE)
    page, refused = new_page("desk"), []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page, service.url("alpha", "/crm/"), LOGIN, PASSWORD)
    expect(page.get_by_role("heading", name="Здравствуйте")).to_be_visible()
    page.goto(service.url("alpha", "/crm/pages/"))  # leads to the home page, below which the new one is
    home = page.url.rstrip("/").rpartition("/")[2]
    page.goto(service.url("alpha", f"/crm/pages/add/pages/freepage/{home}/"))
    page.locator("#id_title").fill("Двор")

    add_block(page, "Заголовок")
    add_block(page, "Таблица")
    page.get_by_role("button", name="Добавить колонку").click()
    page.get_by_role("button", name="Число, справа").click()
    page.locator("[name='body-1-value-table-column-0-heading']").fill("Цена")
    page.locator("[name='body-1-value-table-cell-0-0']").fill("300")
    add_block(page, "Текст")
    page.locator(".cke_editable").click()
    page.keyboard.type("Ключ от домофона")
    moved = page.locator("[data-streamfield-child]").filter(has=page.locator(".cke"))
    moved.get_by_role("button", name="Двигать вверх").click()
    expect(page.locator(".cke_editable")).to_contain_text("Ключ от домофона")
    page.locator("[data-streamfield-child]").first.get_by_role("button", name="Удалить").first.click()
    expect(page.get_by_text("Сохранён", exact=True).first).to_be_visible()  # by itself, now that nothing is empty
    page.get_by_role("button", name="Опубликовать").first.click()
    page.wait_for_url(f"**/crm/pages/{home}/")

    visitor = new_page("phone")
    visitor.goto(service.url("alpha", "/dvor/"))
    expect(visitor.locator(".blocks > .text")).to_have_text("Ключ от домофона")
    expect(visitor.locator(".blocks .table td")).to_have_text("300")
    assert visitor.locator(".blocks > *").evaluate_all("parts => parts.map(one => one.className)") == ["text", "table"]
    assert refused == []

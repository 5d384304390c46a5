"""«Как добавить на сайт ролик»: manual section 9, in a browser. No foreign host is asked before somebody presses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import PASSWORD
from tests.e2e.service import Service
from tests.e2e.windows import sign_in

pytestmark = pytest.mark.e2e

PLAYER = "https://rutube.ru/play/embed/0123456789abcdef0123456789abcdef"
CODE = f'<iframe width="720" height="405" src="{PLAYER}" frameBorder="0" allow="clipboard-write; autoplay"></iframe>'
MAKE = """
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
with speaking_for(Tenant.objects.get(slug="alpha")):
    make_employee(Role.HEAD, email="video@alpha.example")
"""


def test_a_code_pasted_into_the_source_plays_when_it_is_pressed(service: Service, new_page: Callable[..., Page]):
    service.manage("shell", "-c", MAKE)
    office = new_page("desk")
    refused: list[str] = []
    office.on("console", lambda message: "Content Security" in message.text and refused.append(message.text))
    sign_in(office, service.url("alpha", "/crm/site/add-news/"), "video@alpha.example", PASSWORD)
    office.get_by_role("textbox", name="Заголовок*", exact=True).fill("Ролик о счётчиках")
    office.get_by_role("textbox", name="Анонс").fill("Две минуты о показаниях.")
    office.locator(".cke_editable").click()
    office.keyboard.type("Смотрите сами.")
    office.get_by_role("button", name="Источник").click()
    source = office.locator("textarea.cke_source")
    source.fill(source.input_value() + f"\n<p>{CODE}</p>")
    office.get_by_role("button", name="Источник").click()
    expect(office.locator(".cke_editable img.cke_iframe")).to_be_visible()
    office.get_by_role("button", name="Опубликовать").click()
    expect(office.get_by_text("опубликована").first).to_be_visible()
    assert refused == []

    asked: list[str] = []

    def pretend(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html; charset=utf-8", body="<p>Плеер</p>")

    visitor = new_page("phone")
    visitor.route(lambda url: "localhost" not in url, pretend)
    visitor.goto(service.url("alpha", "/novosti/"))
    visitor.get_by_role("link", name="Ролик о счётчиках").first.click()
    expect(visitor.get_by_text("Смотрите сами.")).to_be_visible()
    assert asked == []

    visitor.get_by_role("button", name="Смотреть видео").click()

    frame = visitor.locator("iframe[title='Видео с RuTube']")
    expect(frame.content_frame.get_by_text("Плеер")).to_be_visible()
    assert asked == [PLAYER]
    assert frame.get_attribute("sandbox") == "allow-scripts allow-same-origin allow-presentation allow-popups"

"""An executor in a basement: what he does there is sent once, in the order in which he did it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.service import Service
from tests.e2e.test_mobile import REFUSED, SMALL, violations
from tests.e2e.test_round import sign_in
from tests.e2e.windows import fits

pytestmark = pytest.mark.e2e

PLUMBER = "plumber@field.example"
MAKE = f"""
from crm.dispatch.domain import executors
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import PASSWORD
from tests.factories import AccountFactory, EmployeeFactory, HouseFactory, RequestFactory
from crm.dispatch.domain.calls import Call
with speaking_for(Tenant.objects.get(slug="alpha")):
    plumber = EmployeeFactory(last_name="Краснов", email="{PLUMBER}", role=Role.EXECUTOR)
    plumber.user.set_password(PASSWORD)
    plumber.user.save()
    house = HouseFactory(street="ул. Подвальная", number="9")
    for flat, text in (("1", "Течёт стояк"), ("2", "Капает кран")):
        account = AccountFactory(house=house, number=f"900{{flat}}", last_name="Секретов", flat=flat, entrance=1)
        made = RequestFactory(house=house, text=text, call=Call(account=account, name="Олег", phone="+79084373418"))
        executors.assign(made, employees=[plumber], by=None)
"""
DONE = """
from crm.dispatch.models import Message, Request
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="alpha")):
    for one in Request.objects.filter(house__number="9").order_by("number"):
        steps = [event.deed for event in one.events.order_by("pk")]
        print("TOLD", one.text, steps, [word.text for word in one.messages.all()])
"""


@pytest.fixture(scope="module")
def requests(service: Service) -> None:
    service.manage("shell", "-c", MAKE)


@pytest.fixture
def phone(service: Service, requests: None, new_page: Callable[..., Page]) -> Page:
    page = new_page("phone")
    page.add_init_script(REFUSED)
    sign_in(service, page, PLUMBER)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def told(service: Service, text: str) -> str:
    said = service.manage("shell", "-c", DONE).splitlines()
    return next(line for line in said if line.startswith(f"TOLD {text}"))


def test_taken_upstairs_and_done_in_the_basement(service: Service, phone: Page):
    phone.get_by_role("main").get_by_role("link", name="Заявки").click()
    expect(phone.get_by_text("Заявки сохранены на телефоне")).to_be_visible()
    assert fits(phone)
    assert violations(phone) == []
    phone.get_by_role("link", name="Течёт стояк").click()
    phone.get_by_role("button", name="Взять в работу").click()
    expect(phone.get_by_role("button", name="Выполнено")).to_be_visible()
    assert fits(phone)
    assert phone.evaluate(SMALL) == []
    assert violations(phone) == []

    phone.context.set_offline(True)
    phone.goto(service.url("alpha", "/m/requests/"))
    phone.get_by_role("link", name="Течёт стояк").click()
    expect(phone.get_by_text("заявки открыты из памяти телефона")).to_be_visible()
    phone.get_by_text("Добавить комментарий").click()
    phone.get_by_label("Сообщение").fill("Заменил кран")
    phone.get_by_role("button", name="Добавить").click()
    expect(phone.get_by_text("Ждут отправки: 1")).to_be_visible()
    phone.get_by_role("button", name="Выполнено").click()
    expect(phone.get_by_text("Ждут отправки: 2")).to_be_visible()
    assert "finished" not in told(service, "Течёт стояк")

    phone.context.set_offline(False)
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert told(service, "Течёт стояк").endswith("['opened', 'assigned', 'taken', 'finished'] ['Заменил кран']")
    assert phone.evaluate("window.refused") == []


def test_what_waits_goes_before_what_is_done_next(service: Service, phone: Page):
    phone.goto(service.url("alpha", "/m/requests/"))
    phone.get_by_role("link", name="Капает кран").click()
    phone.route("**/take/", lambda route: route.abort())
    phone.get_by_role("button", name="Взять в работу").click()
    expect(phone.get_by_text("Ждут отправки: 1")).to_be_visible()
    expect(phone.get_by_role("button", name="Выполнено")).to_be_visible()
    phone.unroute("**/take/")
    phone.get_by_role("button", name="Выполнено").click()

    expect(phone.get_by_role("heading", name="Мои заявки")).to_be_visible()
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert told(service, "Капает кран").endswith("['opened', 'assigned', 'taken', 'finished'] []")

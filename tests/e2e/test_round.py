"""An inspector's round of a house, half of it in a basement without network: nothing is lost, nothing is sent twice."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.e2e.service import Service
from tests.e2e.test_mobile import KEPT, REFUSED, SMALL, violations
from tests.e2e.windows import fits

pytestmark = pytest.mark.e2e

INSPECTOR, COLLEAGUE = "inspector@round.example", "colleague@round.example"
MAKE = f"""
from datetime import timedelta
from crm.meters.domain import windows
from crm.meters.domain.meters import Seen
from crm.meters.enums import Resource
from crm.meters.domain.meters import Details, add_meter
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory
with speaking_for(Tenant.objects.get(slug="alpha")):
    make_employee(Role.INSPECTOR, email="{INSPECTOR}")
    make_employee(Role.INSPECTOR, email="{COLLEAGUE}")
    house = HouseFactory(street="ул. Подвальная", number="7")
    for flat in range(1, 5):
        account = AccountFactory(house=house, number=f"700{{flat}}", last_name="Секретов", flat=str(flat), entrance=1)
        for resource in (Resource.COLD_WATER, Resource.HOT_WATER):
            details = Details(resource=resource, number=f"{{resource}}{{flat}}", place="Кухня")
            add_meter(details, account=account, by=None, first=Seen([100], windows.today() - timedelta(days=40)))
"""
READINGS = """
from crm.meters.models import Reading
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="alpha")):
    for reading in Reading.objects.filter(source="mobile").order_by("meter__number", "pk"):
        told = reading.meter.number, reading.value.normalize(), reading.is_current, bool(reading.photo), reading.by
        print("READ", *told)
"""
STORED = """() => new Promise(done => {
    const asked = indexedDB.open("burmistr-phone", 1);
    asked.onsuccess = () => {
        const rows = asked.result.transaction("entries").objectStore("entries").getAll();
        rows.onsuccess = () => { asked.result.close(); done(JSON.stringify(rows.result)); };
    };
})"""


@pytest.fixture(scope="module")
def house(service: Service) -> None:
    service.manage("shell", "-c", MAKE)


@pytest.fixture
def phone(service: Service, house: None, new_page: Callable[..., Page]) -> Page:
    page = new_page("phone")
    page.add_init_script(REFUSED)
    sign_in(service, page, INSPECTOR)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def sign_in(service: Service, page: Page, login: str) -> None:
    page.goto(service.url("alpha", "/m/login/"))
    page.get_by_label("Электронная почта или телефон").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page).to_have_url(service.url("alpha", "/m/"))


def open_house(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Показания").click()
    page.get_by_role("link", name="Подвальная").click()
    expect(page.get_by_text("Дом сохранён на телефоне")).to_be_visible()


def write(page: Page, cold: str, hot: str) -> None:
    page.get_by_label("ХВС").first.fill(cold)
    page.get_by_label("ГВС").first.fill(hot)


def shot() -> dict[str, object]:
    out = io.BytesIO()
    Image.effect_noise((3000, 2000), 60).save(out, "JPEG", quality=95)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def kept(service: Service) -> list[str]:
    told = service.manage("shell", "-c", READINGS)
    return [line.removeprefix("READ ") for line in told.splitlines() if line.startswith("READ ")]


def wait_for_sent(phone: Page) -> None:
    """The mark of what waits is hidden at first too, so the phone's own store is asked."""
    for _ in range(100):
        if '"state":"waiting"' not in phone.evaluate(STORED):
            break
        phone.wait_for_timeout(100)
    expect(phone.locator("[data-waiting]")).to_be_hidden()


def test_a_round_of_a_house_half_of_it_without_network(service: Service, phone: Page):
    open_house(phone)
    phone.get_by_role("link", name="Дальше: кв. 1").click()
    assert fits(phone)
    assert phone.evaluate(SMALL) == []
    assert violations(phone) == []
    write(phone, "105", "104")
    expect(phone.get_by_text("Расход 5 м³")).to_be_visible()
    phone.get_by_role("button", name="Дальше").click()
    expect(phone.get_by_role("heading", name="кв. 2")).to_be_visible()

    phone.context.set_offline(True)
    write(phone, "106", "103")
    phone.locator("input[type=file]").first.set_input_files(shot())  # type: ignore[arg-type]  # a file in memory
    expect(phone.get_by_text("Фото есть")).to_be_visible()
    phone.get_by_role("button", name="Дальше").click()

    expect(phone.get_by_role("heading", name="кв. 3")).to_be_visible()
    expect(phone.get_by_text("Ждут отправки: 1")).to_be_visible()
    write(phone, "9", "103")  # less than last: the phone warns, the server will refuse
    expect(phone.get_by_text("Меньше прошлого")).to_be_visible()
    phone.get_by_role("button", name="Дальше").click()
    expect(phone.get_by_role("heading", name="кв. 4")).to_be_visible()
    phone.get_by_role("button", name="Дальше").click()  # nobody opened, and no other door is left
    expect(phone.get_by_role("heading", name="ул. Подвальная, д. 7")).to_be_visible()
    phone.reload()
    phone.goto(service.url("alpha", "/m/"))
    expect(phone.get_by_role("heading", name="Нет связи")).to_be_visible()
    phone.get_by_role("link", name="Подвальная").click()
    expect(phone.get_by_text("ждёт отправки", exact=True)).to_have_count(2)
    assert "Секретов" not in phone.content()
    assert violations(phone) == []
    phone.get_by_role("link", name="Ждут отправки: 2").click()
    expect(phone.get_by_text("ул. Подвальная, д. 7, кв. 2")).to_be_visible()
    expect(phone.get_by_text("с фото")).to_be_visible()
    assert violations(phone) == []
    assert len(kept(service)) == 2, "those of the first flat"

    phone.context.set_offline(False)
    expect(phone.get_by_text("Не приняты: 1")).to_be_visible()
    expect(phone.get_by_text("Меньше прошлого показания")).to_be_visible()
    phone.get_by_role("link", name="Исправить").click()
    expect(phone.get_by_label("ХВС").first).to_have_value("9")
    phone.get_by_label("ХВС").first.fill("109")
    phone.get_by_role("button", name="Дальше").click()
    expect(phone.get_by_role("heading", name="кв. 4")).to_be_visible()
    wait_for_sent(phone)

    who = "Иванова Нина Петровна"
    assert kept(service) == [
        f"cold1 105 True False {who}", f"cold2 106 True True {who}", f"cold3 109 True False {who}",
        f"hot1 104 True False {who}", f"hot2 103 True False {who}", f"hot3 103 True False {who}",
    ]  # fmt: skip
    assert phone.evaluate("window.refused") == []


def test_signing_out_leaves_nothing_and_another_person_sends_nothing_of_this_one(service: Service, phone: Page):
    open_house(phone)
    phone.goto(service.url("alpha", "/m/readings/"))
    phone.get_by_role("link", name="Подвальная").click()
    phone.get_by_role("link", name="кв. 4").first.click()
    expect(phone.get_by_role("heading", name="кв. 4")).to_be_visible()
    phone.context.set_offline(True)
    write(phone, "111", "112")
    phone.get_by_role("button", name="Дальше").click()
    expect(phone.get_by_role("heading", name="кв. 4")).to_have_count(0)
    expect(phone.get_by_text("Ждут отправки: 1")).to_be_visible()
    assert "cold4" in phone.evaluate(KEPT), "the house is kept"

    # The session ends at the server, and a colleague takes the phone.
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    sign_in(service, phone, COLLEAGUE)
    phone.goto(service.url("alpha", "/m/unsent/"))
    expect(phone.get_by_text("Есть записи другого сотрудника: 1")).to_be_visible()
    phone.goto(service.url("alpha", "/m/readings/"))
    assert "cold4" not in phone.evaluate(KEPT), "the house of the other person is gone"
    assert not [line for line in kept(service) if line.startswith("cold4")]

    phone.context.clear_cookies()
    sign_in(service, phone, INSPECTOR)
    wait_for_sent(phone)
    assert [line for line in kept(service) if line.startswith("cold4 111")]

    open_house(phone)
    phone.get_by_role("link", name="кв. 4").first.click()
    phone.context.set_offline(True)
    write(phone, "113", "114")
    phone.get_by_role("button", name="Дальше").click()
    expect(phone.get_by_role("heading", name="кв. 4")).to_have_count(0)
    expect(phone.get_by_text("Ждут отправки: 1")).to_be_visible()
    phone.route("**/flats/**", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.goto(service.url("alpha", "/m/profile/"))
    phone.get_by_role("button", name="Выйти").click()
    expect(phone.get_by_text("Не отправлено записей: 1")).to_be_visible()
    phone.get_by_role("button", name="Выйти").click()
    expect(phone.get_by_role("heading", name="Вход для сотрудников")).to_be_visible()
    assert phone.evaluate(STORED) == "[]"
    for word in ("cold4", "Подвальная", "113"):
        assert word not in phone.evaluate(KEPT), word

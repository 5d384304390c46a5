"""The shell on a phone, as staff use it: installed, used in a basement, handed to somebody else."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.e2e.service import Service
from tests.e2e.windows import fits

pytestmark = pytest.mark.e2e

LOGIN = "nina@mobile.example"
SCREENS = ("/m/", "/m/colleagues/", "/m/profile/", "/m/profile/password/")
LARGEST_HOME = 40_000  # bytes over the wire, first visit
MAKE = f"""
from crm.company.models import Profile
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import EmployeeFactory
with speaking_for(Tenant.objects.get(slug="alpha")):
    Profile.objects.update(emergency_phone="8 342 200-00-00")
    make_employee(Role.DISPATCHER, email="{LOGIN}")
    for number, (last, position, phone) in enumerate((("Захаров", "Слесарь-сантехник", "8 908 437-34-18"),
        ("Ёлкина", "Главный инженер", "8 908 437-34-19"), ("Константинопольский", "", ""))):
        EmployeeFactory(last_name=last, first_name="Пётр", patronymic="Ильич", position=position, phone=phone,
            email=f"colleague{{number}}@mobile.example", role=Role.EXECUTOR)
"""
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
    .map(one => [one, (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([one, box]) => !one.matches(".skip, .only-heard") && !one.closest("p") && box.width && box.height < 48)
    .map(([one]) => one.outerHTML.slice(0, 90))"""
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, one) => sum + one.transferSize, 0)"""
KEPT = """async () => {
    let text = JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage));
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) text += request.url + await (await cache.match(request)).text();
    }
    return text;
}"""
MANIFEST = "fetch(document.querySelector('link[rel=manifest]').href).then(answer => answer.json())"
REFUSED = """window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(event.violatedDirective));"""


@pytest.fixture(scope="module")
def people(service: Service) -> None:
    service.manage("shell", "-c", MAKE)


@pytest.fixture
def phone(service: Service, people: None, new_page: Callable[..., Page]) -> Page:
    """A phone on which Нина has signed in at /m/."""
    page = new_page("phone")
    page.add_init_script(REFUSED)
    page.goto(service.url("alpha", "/m/"))
    expect(page).to_have_url(service.url("alpha", "/m/login/?next=/m/"))
    page.get_by_label("Электронная почта или телефон").fill(LOGIN)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page).to_have_url(service.url("alpha", "/m/"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def test_a_colleague_is_found_and_rung(service: Service, phone: Page):
    expect(phone.get_by_role("heading", name="Здравствуйте, Нина Петровна!")).to_be_visible()
    emergency = phone.get_by_role("link", name=re.compile("Аварийная диспетчерская"))
    expect(emergency).to_have_attribute("href", "tel:+73422000000")
    phone.get_by_role("main").get_by_role("link", name=re.compile("Коллеги")).click()
    phone.get_by_role("searchbox").fill("сантехник")
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    ring = phone.get_by_role("link", name="Позвонить: Захаров Пётр Ильич")
    expect(ring).to_have_attribute("href", "tel:+79084373418")


def test_it_can_be_installed(service: Service, phone: Page):
    told = phone.evaluate(MANIFEST)
    assert (told["short_name"], told["start_url"], told["display"]) == ("УК «Альфа»", "/m/", "standalone")
    for icon in told["icons"]:
        size = phone.evaluate(
            "src => fetch(src).then(got => got.blob()).then(createImageBitmap).then(i => i.width)", icon["src"]
        )
        assert f"{size}x{size}" == icon["sizes"]
    assert phone.evaluate("navigator.serviceWorker.controller ? 1 : navigator.serviceWorker.ready.then(() => 1)") == 1
    scope = phone.evaluate("navigator.serviceWorker.ready.then(ready => ready.scope)")
    assert scope == service.url("alpha", "/m/")
    browser = phone.context.new_cdp_session(phone)
    found = {error["errorId"] for error in browser.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert found <= {"in-incognito"}, "Chromium itself has nothing against it; windows of tests are private ones"


def test_without_network_there_is_a_page_with_the_phone_and_nobodys_data(service: Service, phone: Page):
    phone.goto(service.url("alpha", "/m/colleagues/"))
    expect(phone.get_by_text("Захаров Пётр Ильич", exact=True)).to_be_visible()
    phone.context.set_offline(True)
    expect(phone.get_by_role("status").filter(has_text="Нет связи")).to_be_visible()

    phone.goto(service.url("alpha", "/m/colleagues/"))

    expect(phone.get_by_role("heading", name="Нет связи")).to_be_visible()
    expect(phone.get_by_role("link", name=re.compile("Аварийная"))).to_have_attribute("href", "tel:+73422000000")
    expect(phone.get_by_text("Захаров")).to_have_count(0)
    assert phone.evaluate("getComputedStyle(document.querySelector('.call')).minHeight") != "0px", "it has its look"
    assert violations(phone) == []

    phone.get_by_role("button", name="Попробовать ещё раз").click()
    expect(phone.get_by_role("heading", name="Нет связи")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Захаров Пётр Ильич", exact=True)).to_be_visible()  # it opens by itself


def test_after_signing_out_the_phone_holds_nothing_of_the_person(service: Service, phone: Page):
    for path in SCREENS:
        phone.goto(service.url("alpha", path))
    phone.goto(service.url("alpha", "/m/colleagues/"))
    assert "mobile" in phone.evaluate(KEPT), "something is kept: how the shell looks"
    phone.goto(service.url("alpha", "/m/profile/"))
    phone.get_by_role("button", name="Выйти").click()
    expect(phone.get_by_role("heading", name="Вход для сотрудников")).to_be_visible()

    kept = phone.evaluate(KEPT)
    for word in ("Захаров", "Иванова", "Нина", LOGIN, "437-34-18"):
        assert word not in kept, word
    phone.go_back()
    expect(phone.get_by_role("heading", name="Вход для сотрудников")).to_be_visible()
    phone.context.set_offline(True)
    phone.goto(service.url("alpha", "/m/colleagues/"))
    expect(phone.get_by_role("heading", name="Нет связи")).to_be_visible()
    expect(phone.get_by_text("Захаров")).to_have_count(0)


def test_the_time_zone_of_the_profile(service: Service, phone: Page):
    phone.goto(service.url("alpha", "/m/profile/"))
    phone.get_by_label("Часовой пояс").select_option(label="Петропавловск-Камчатский (UTC+12)")
    phone.get_by_role("button", name="Сохранить пояс").click()
    expect(phone.get_by_role("status").filter(has_text="Часовой пояс сохранён")).to_be_visible()
    expect(phone.get_by_label("Часовой пояс")).to_have_value("Asia/Kamchatka")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 1280])
def test_every_screen_fits_is_easy_to_hit_and_has_no_barrier(service: Service, phone: Page, scheme: str, width: int):
    phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    phone.set_viewport_size({"width": width, "height": 780})
    for path in (*SCREENS, "/m/colleagues/?q=никто", "/m/offline/", "/m/no-such-screen/"):
        phone.goto(service.url("alpha", path))
        assert fits(phone), path
        assert phone.evaluate(SMALL) == [], path
        assert violations(phone) == [], path
        assert phone.evaluate("window.refused") == [], path


def test_home_is_light(service: Service, phone: Page, new_page: Callable[..., Page]):
    fresh = new_page("phone")
    fresh.context.add_cookies(phone.context.cookies())  # type: ignore[arg-type]  # what one gives, the other takes
    fresh.goto(service.url("alpha", "/m/"), wait_until="load")
    assert 5_000 < fresh.evaluate(WEIGHT) < LARGEST_HOME

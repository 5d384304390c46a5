"""Our policy of content breaks no page: every screen that a link leads to, and the parts that Wagtail starts itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.conftest import PASSWORD
from tests.e2e.service import Service
from tests.e2e.windows import sign_in

pytestmark = pytest.mark.e2e

PAGES_AT_MOST = 60
LEFT_OUT = ("logout", "export", ".csv", "/pdf/", "/bulk/")  # downloads, and what needs chosen rows
COLLECT = """window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(
    `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
MAKE_PEOPLE = f"""
from crm.rights.enums import Role
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
with speaking_for(Tenant.objects.get(slug="alpha")):
    make_employee(Role.HEAD, email="policy@alpha.example")
User.objects.create_superuser("policy@burmistr.example", "{PASSWORD}", last_name="Оператор")
"""


@pytest.fixture(scope="module")
def people(service: Service) -> None:
    service.manage("shell", "-c", MAKE_PEOPLE)


@pytest.fixture
def signed_in(service: Service, people: None, new_page: Callable[..., Page]) -> Callable[[str | None], Page]:
    """A window of the office of «УК Альфа», or of the operators' console."""

    def enter(slug: str | None) -> Page:
        page = new_page("desk")
        page.add_init_script(COLLECT)
        prefix, login = ("/crm/", "policy@alpha.example") if slug else ("/operator/", "policy@burmistr.example")
        sign_in(page, service.url(slug, prefix), login, PASSWORD)
        page.wait_for_url(lambda url: "login" not in url)
        return page

    return enter


def crawl(page: Page, base: str, start: str) -> dict[str, list[str]]:
    """What the browser refused, by address; one address of each shape is looked at."""
    refused: dict[str, list[str]] = {}
    shapes: set[str] = set()
    waiting = [start]
    while waiting and len(shapes) < PAGES_AT_MOST:
        path = waiting.pop(0)
        shape = re.sub(r"\d+", "N", path.partition("?")[0])
        if shape in shapes or any(word in path for word in LEFT_OUT):
            continue
        shapes.add(shape)
        try:
            page.goto(base + path, wait_until="load")
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            continue  # no page
        if found := page.evaluate("window.refused"):
            refused[path] = found
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        waiting += [link.partition("#")[0].removeprefix(base) for link in links]
        waiting = [path for path in waiting if path.startswith(start)]
    assert len(shapes) > 5, shapes
    return refused


def test_nothing_of_the_office_is_refused(service: Service, signed_in: Callable[[str | None], Page]) -> None:
    assert crawl(signed_in("alpha"), service.url("alpha"), "/crm/") == {}


def test_nothing_of_the_operators_console_is_refused(service: Service, signed_in: Callable[[str | None], Page]) -> None:
    assert crawl(signed_in(None), service.url(), "/operator/") == {}


def test_nothing_of_a_site_is_refused(service: Service, new_page: Callable[..., Page]) -> None:
    page = new_page("phone")
    page.add_init_script(COLLECT)

    assert crawl(page, service.url("alpha"), "/") == {}


def test_what_wagtail_starts_by_inline_scripts_starts_without_them(
    service: Service, signed_in: Callable[[str | None], Page]
) -> None:
    page = signed_in("alpha")
    page.goto(service.url("alpha", "/crm/site/add-news/"))

    page.get_by_label("Дата", exact=False).first.click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("[data-chooser-action-choose]:visible").first.click()
    expect(page.locator(".modal-dialog")).to_be_visible()

    assert page.evaluate("window.refused") == []


def test_an_injected_script_does_not_run(service: Service, new_page: Callable[..., Page]) -> None:
    """The policy is really there: what somebody slips into a page stays text."""
    page = new_page("phone")
    page.add_init_script(COLLECT)
    page.goto(service.url("alpha", "/"))

    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.slippedIn = true";
        document.body.append(script);
    }""")

    assert page.evaluate("window.slippedIn") is None
    assert len(page.evaluate("window.refused")) == 1

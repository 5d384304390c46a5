"""The help over the running demo: its pictures, axe on its pages, the «?» of a screen.

Pictures are taken in every run, so a screen that has gone is noticed; `make help-pictures` keeps what an ordinary
run throws away.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from help.domain import rendering
from tests import database
from tests import demo as loaded
from tests.demo import DemoService
from tests.e2e.service import ROOT
from tests.e2e.windows import WIDTHS, fits, sign_in

pytestmark = pytest.mark.e2e

KEEP = os.environ.get("HELP_PICTURES") == "1"
WINDOW, PHONE, SCALE = {"width": 1180, "height": 740}, {"width": 390, "height": 680}, 1.35
QUALITY = 62
LARGEST = 90_000  # bytes of one picture
DIRTY = ROOT / "tests" / "data" / "accounts_dirty.csv"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks (a login, or "" for a visitor), at which screen, and what is done there first."""

    name: str
    who: str
    screen: str
    act: Callable[[Page], Any] = lambda page: None
    arguments: tuple[Any, ...] = ()


def type_and_leave(page: Page) -> None:
    page.get_by_label("Улица").fill("ул. Садовая")
    page.get_by_role("textbox", name="Номер дома*").fill("52")
    page.wait_for_timeout(700)
    page.reload()
    expect(page.get_by_text("Есть несохранённый текст")).to_be_visible()


def look_at_the_week(page: Page) -> None:
    page.locator("[data-week]").evaluate("week => week.scrollIntoView()")
    page.mouse.wheel(0, -60)
    page.wait_for_timeout(300)


def load(file: str | Path | dict[str, Any]) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Проверить файл").click()
        page.locator(".verdict").wait_for()

    return act


def follow(link: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("link", name=link, exact=True).first.click()


FRESH = {
    "name": "Начисления за месяц.csv",
    "mimeType": "text/csv",
    "buffer": (
        "Л.С;Баланс;Фамилия;Имя;Отчество;Квартира;Дом;Город\n"
        "00857379;9120,36;Виноградова;Мария;Юрьевна;1;б-р Энтузиастов, д. 47;Верхнекамск\n"
        "00990001;0;Ковалёва Ольга Алексеевна;;;7;ул. Новая, д. 3;Верхнекамск\n"
        "00990002;640,50;ООО «Лютик»;.;.;пом. 2Н;ул. Новая, д. 3;Верхнекамск\n"
    ).encode(),
}
HEAD, OPERATOR, VISITOR = "head@uyut.example", "operator@burmistr.example", ""
SHOTS = [
    Shot("join", VISITOR, "registration:join"),
    Shot("cabinet", VISITOR, "registration:cabinet"),
    Shot("site-phone", VISITOR, "/"),
    Shot("desk", HEAD, "wagtailadmin_home"),
    Shot("accounts", HEAD, "accounts:index"),
    Shot("account", HEAD, "accounts:add"),
    Shot("deactivate", HEAD, "deactivate_account", arguments=(1,)),
    Shot("houses", HEAD, "houses:index"),
    Shot("draft", HEAD, "houses:add", type_and_leave),
    Shot("profile", HEAD, "wagtailadmin_account"),
    Shot("company", HEAD, "company_profile"),
    Shot("employees", HEAD, "employees:index"),
    Shot("employee", HEAD, "employees:add"),
    Shot("offices", HEAD, "offices:index"),
    Shot("office", HEAD, "offices:edit", look_at_the_week, arguments=(1,)),
    Shot("types", HEAD, "request_types:index"),
    Shot("import-upload", HEAD, "import_accounts"),
    Shot("import-errors", HEAD, "import_accounts", load(DIRTY)),
    Shot("import-checked", HEAD, "import_accounts", load(FRESH)),
    Shot("imports", HEAD, "imports"),
    Shot("news-edit", HEAD, "site_add_news"),
    Shot("news", HEAD, "news:index"),
    Shot("questions", HEAD, "own_questions:index"),
    Shot("pages", HEAD, "wagtailadmin_explore_root"),
    Shot("look", HEAD, "site_appearance"),
    Shot("invoices", HEAD, "crm_billing:invoices"),
    Shot("transactions", HEAD, "crm_billing:transactions"),
    Shot("op-desk", OPERATOR, "wagtailadmin_home"),
    Shot("op-companies", OPERATOR, "tenants:index"),
    Shot("op-application", OPERATOR, "applications:index", follow("ТСЖ «Берёзовая роща»")),
    Shot("op-invoices", OPERATOR, "invoices:index"),
    Shot("op-tariff", OPERATOR, "tariffs:index", follow("Основной")),
    Shot("op-questions", OPERATOR, "shared_questions:index"),
    Shot("op-state", OPERATOR, "service_state"),
]


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoService]:
    home = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock():
        running = loaded.service("e2e_demo", home)
        database.point_sites_at(running.port, database="e2e_demo")
    running.collect_static()
    try:
        running.serve()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def pages(demo: DemoService, browser: Browser) -> Iterator[dict[str, Page]]:
    """A window of each of those who look, signed in."""
    logins = json.loads((demo.home / "demo-logins.json").read_text())["logins"]
    passwords = {login["login"]: login["password"] for login in logins}
    made = {}
    for who in (VISITOR, HEAD, OPERATOR):
        context = browser.new_context(
            viewport=WINDOW, device_scale_factor=SCALE, locale="ru-RU", timezone_id="Asia/Yekaterinburg"
        )
        page = made[who] = context.new_page()
        page.set_default_timeout(15_000)
        if who != VISITOR:
            door = demo.url(None, "/operator/") if who == OPERATOR else demo.url("uyut", "/crm/")
            sign_in(page, door, who, passwords[who])
            page.locator(".desk").wait_for()
            page.mouse.move(1170, 730)  # away from the menu, which opens under it
    yield made
    for page in made.values():
        page.context.close()


def address(demo: DemoService, shot: Shot) -> str:
    if shot.screen == "/":
        return demo.url("uyut", "/")
    side = ("uyut", "config.urls_tenant") if shot.who == HEAD else (None, "config.urls_platform")
    return demo.url(side[0], reverse(shot.screen, args=shot.arguments, urlconf=side[1]))


def test_every_picture_is_taken(demo: DemoService, pages: dict[str, Page], tmp_path: Path):
    folder = ROOT / rendering.PICTURES if KEEP else tmp_path
    for shot in SHOTS:
        page = pages[shot.who]
        page.set_viewport_size(PHONE if shot.screen == "/" else WINDOW)
        answer = page.goto(address(demo, shot))
        assert answer, shot.name
        assert answer.status == 200, shot.name
        shot.act(page)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=tmp_path / "one.png", animations="disabled", caret="hide")
        with Image.open(tmp_path / "one.png") as picture:
            picture.convert("RGB").save(folder / f"{shot.name}.webp", quality=QUALITY, method=6 if KEEP else 0)
        if KEEP:  # those that are kept are weighed in tests/help too
            assert (folder / f"{shot.name}.webp").stat().st_size < LARGEST, shot.name


def test_the_list_of_pictures_is_that_of_the_folder():
    kept = {file.stem for file in (ROOT / rendering.PICTURES).glob("*.webp")}
    assert kept == {shot.name for shot in SHOTS}


@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        (VISITOR, "/spravka/"),
        (VISITOR, "/spravka/litsevye-scheta/"),
        (VISITOR, "/spravka/prava/"),
        (VISITOR, "/spravka/poisk/?q=пароль"),
        (HEAD, "/crm/help/"),
        (HEAD, "/crm/help/litsevye-scheta/"),
        (HEAD, "/crm/help/poisk/?q=пароль"),
        (HEAD, "/crm/houses/"),
        (OPERATOR, "/operator/help/op-dengi/"),
    ],
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    demo: DemoService, pages: dict[str, Page], who: str, path: str, width: str
):
    page = pages[who]
    page.set_viewport_size(WIDTHS[width])
    page.goto(demo.url("uyut" if who == HEAD else None, path))
    page.wait_for_load_state("networkidle")

    # Wagtail's own frame is Wagtail's; of a screen that is not ours only the «?» is asked.
    scope = ".help-here" if path == "/crm/houses/" else ".help-page"
    found = Axe().run(page, context=scope)
    assert found.violations_count == 0, found.generate_report()
    assert fits(page)


def test_the_question_mark_is_reached_by_keyboard_and_leaves_what_is_typed(demo: DemoService, pages: dict[str, Page]):
    page = pages[HEAD]
    page.set_viewport_size(WIDTHS["phone"])
    page.goto(demo.url("uyut", "/crm/houses/new/"))
    page.get_by_label("Улица").fill("ул. Набережная")
    mark = page.get_by_role("link", name="Справка по этому экрану: Дома")
    box = mark.bounding_box()
    assert box
    assert box["width"] >= 44
    assert box["height"] >= 44

    mark.focus()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")

    expect(opened.value.get_by_role("heading", name="Дома", level=1)).to_be_visible()
    expect(page.get_by_label("Улица")).to_have_value("ул. Набережная")
    opened.value.close()

"""Every public page in a real browser: axe finds nothing, nothing jumps, home is light."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.service import Service
from tests.e2e.windows import WIDTHS, fits, sign_in

pytestmark = pytest.mark.e2e

PATHS = [
    "/",
    "/novosti/",
    "/novosti/sayt-otkryt/",
    "/voprosy/",
    "/voprosy/chto-delat-pri-avarii/",
    "/dokumenty/",
    "/kontakty/",
    "/o-kompanii/",
    "/takogo-net/",
]
# In the other themes: each kind of page once, at both widths, and those with the most on them for who sees badly.
PATHS_OF_A_THEME = [
    "/", "/novosti/", "/novosti/sayt-otkryt/", "/voprosy/", "/kontakty/", "/o-kompanii/", "/takogo-net/",
]  # fmt: skip
LOGIN, PASSWORD = "nina@site.example", "Сирень-под-окном-8"
# Links inside a sentence or a heading are as high as its line (WCAG 2.5.8 lets them be).
TARGETS = """() => [...document.querySelectorAll("a, summary, button")]
    .filter(one => one.checkVisibility() && !one.matches(".skip, .text a, .ask a, h2 a, h3 a"))
    .map(one => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect()])
    .filter(([, box]) => box.height && box.height < 43.5 && box.bottom > 0)
    .map(([text, box]) => `${text}: ${box.height}`)"""
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 300);
})"""
WEIGHT = """() => ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
    .map(one => [one.name, one.transferSize])"""


FILL_BETA = f"""
from datetime import date, timedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from crm.company.domain.employees import hire
from crm.company.domain.offices import USUAL_WEEK, save_office, save_special_day
from crm.company.models import Profile
from sites_cms.appearance.models import Appearance
from sites_cms.documents.domain import documents, folders
from sites_cms.documents.domain.documents import About
from sites_cms.pages.blocks import FIRST_HOME
from sites_cms.pages.models import FreePage, HomePage, NewsIndexPage, NewsPage
from tenants.context import speaking_for
from tenants.models import Tenant
from crm.rights.enums import Role
with speaking_for(Tenant.objects.get(slug="beta")):
    user = hire(last_name="Нилова", first_name="Нина", patronymic="", email="{LOGIN}", role=Role.CLIENT_DESK, by=None,
        send_password=False).user
    user.set_password("{PASSWORD}")
    user.save()
    Profile.objects.update(
        emergency_phone="+7 (342) 200-11-22", phone="+7 (342) 233-44-55, +7 (342) 233-44-56", email="o@beta.example",
        address="614000, Верхнекамск, ул. Садовая, д. 1, 1-й подъезд", working_hours="Пн–чт 8:30–17:30, пт до 16:30",
        settlement_account="40702810200000000001", bank="ПАО Сбербанк", bik="044525225",
    )
    for name in ("Центральный офис", "Касса на Мира"):
        office = save_office(None, name=name, address="пр-кт Мира, д. 14/2", directions="Вход со двора, есть пандус",
            phones="+7 (342) 233-44-55, 112", week=USUAL_WEEK, by=None)
    save_special_day(None, office=office, day=date.today() + timedelta(days=3), intervals=(), reason="Переезд", by=None)
    folder = folders.save(None, title="Учредительные документы", order=10, by=None)
    for title, where in (("Устав товарищества «Бета», редакция 2025 года", None), ("Баланс", folder)):
        text = SimpleUploadedFile("a.csv", "Дом;Сумма".encode())
        documents.add([text], About(folder=where, date=date(2026, 1, 12)), title=title, by=None)
    Appearance.objects.update_or_create(defaults={{"accent": "#ffd24a"}})
    news = NewsIndexPage.objects.get()
    for day in range(1, 13):
        news.add_child(instance=NewsPage(title=f"Новость {{day}}", announcement="Коротко.", date=date(2026, 1, day),
            pinned=day == 1, body="<h2>Подробно</h2><p>Садовая, <b>1–15</b>, <a href='/kontakty/'>контакты</a>.</p>"))
    home, about = HomePage.objects.get(), FreePage.objects.get()
    card = {{"icon": "key", "title": "Ключ", "text": "При вас", "price": "300 ₽", "link": "/kontakty/"}}
    home.body = [*((block["type"], block["value"]) for block in FIRST_HOME),
        ("services", {{"title": "Услуги", "cards": [card, card]}}), ("text", "<h2>О нас</h2><p>Мы рядом.</p>")]
    home.save()
    note = {{"text": "<p>Мастер не берёт наличных.</p>", "author": "Директор"}}
    about.body = [*((block.block_type, block.value) for block in about.body), ("note", {{"kind": "quote", **note}}),
        ("note", {{"kind": "warning", **note}}), ("call", {{"whom": "emergency", "phone": "", "words": ""}}),
        ("table", {{"table": {{
            "columns": [{{"type": "text", "heading": "Услуга"}}, {{"type": "number", "heading": "Цена"}}],
            "rows": [{{"values": ["Ключ", "300"]}}], "caption": "Цены"}}}})]
    about.save()
"""


@pytest.fixture(scope="module", autouse=True)
def filled(service: Service) -> None:
    """«Альфа» is as bare as a new company, «Бета» has filled in everything and taken a light accent."""
    service.manage("shell", "-c", FILL_BETA)


BACK_IN_DAYLIGHT = """
from sites_cms.appearance.models import Appearance
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="beta")):
    appearance = Appearance.load()
    appearance.theme = "daylight"
    appearance.save()
"""


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


# Schemes change colours and type, not what stands there: «Альфа», which has less of it, is seen in the usual one.
@pytest.mark.parametrize(
    ("slug", "scheme"), [("alpha", ""), ("beta", ""), ("beta", "white"), ("beta", "black"), ("beta", "blue")]
)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_no_page_has_a_barrier(service: Service, new_page: Callable[..., Page], slug: str, width: str, scheme: str):
    page = new_page(width)
    page.goto(service.url(slug, f"/vision/?scheme={scheme}&back=/"))
    for path in PATHS:
        page.goto(service.url(slug, path))
        for summary in page.locator("summary").all():
            summary.click()
        assert violations(page) == [], path


@pytest.mark.parametrize("slug", ["alpha", "beta"])
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_pages_fit_and_do_not_jump(service: Service, new_page: Callable[..., Page], slug: str, width: str):
    page = new_page(width)
    for path in PATHS:
        page.goto(service.url(slug, path))
        assert fits(page), path
        assert page.evaluate(SHIFT) < 0.02, path
        assert page.evaluate(TARGETS) == [], path


def test_home_is_light(service: Service, new_page: Callable[..., Page]):
    page = new_page("phone")
    page.goto(service.url("beta", "/"), wait_until="networkidle")
    loaded = page.evaluate(WEIGHT)
    assert len(loaded) <= 12
    assert sum(size for _, size in loaded) <= 60_000
    assert all(name.startswith(service.url("beta", "/")) for name, _ in loaded)


def answers_without_scrolling(page: Page) -> None:
    """The home page of «Бета» on the first screen of a phone."""
    for words in ("Позвонить", "Передать показания", "Оставить заявку", "Оплатить", "Новость 1"):
        box = page.get_by_text(words).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844, words


def test_home_answers_without_scrolling(service: Service, new_page: Callable[..., Page]):
    page = new_page("phone")
    page.goto(service.url("beta", "/"))
    answers_without_scrolling(page)


def test_an_answer_opens_by_keyboard(service: Service, new_page: Callable[..., Page]):
    page = new_page("phone")
    page.goto(service.url("alpha", "/voprosy/"))
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Перекройте воду").is_visible()


def choose(page: Page, service: Service, theme: str) -> None:
    """One of the staff takes a theme by the keyboard, looks at the site, switches it on."""
    page.goto(service.url("beta", "/crm/site/appearance/"))
    page.get_by_role("radio", checked=True).focus()
    while not page.get_by_role("radio", name=theme).is_checked():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # the first button is «Посмотреть»
    expect(page.get_by_role("region", name="Просмотр оформления")).to_contain_text(theme)
    assert violations(page) == []
    page.get_by_role("button", name="Включить").press("Enter")
    expect(page.get_by_text(f"Включено: «{theme}»")).to_be_visible()


@pytest.fixture(scope="module")
def back_in_daylight(service: Service) -> Iterator[None]:
    yield
    service.manage("shell", "-c", BACK_IN_DAYLIGHT)


def test_other_themes_have_no_barrier_either(service: Service, new_page: Callable[..., Page], back_in_daylight: None):
    office, visitor = new_page("desk"), new_page("phone")
    sign_in(office, service.url("beta", "/crm/"), LOGIN, PASSWORD)
    expect(office.get_by_role("heading", name="Здравствуйте")).to_be_visible()
    for theme, code in (("Вечерний двор", "evening"), ("Доска объявлений", "board")):
        choose(office, service, theme)
        for width, window in WIDTHS.items():
            visitor.set_viewport_size(window)
            for path in PATHS_OF_A_THEME:
                visitor.goto(service.url("beta", path))
                expect(visitor.locator(f"link[href*='/{code}/']")).to_have_count(1)
                if path == "/" and width == "phone":
                    answers_without_scrolling(visitor)
                assert violations(visitor) == [], (theme, width, path)
                assert fits(visitor), (theme, width, path)
                assert visitor.evaluate(TARGETS) == [], (theme, width, path)
            visitor.goto(service.url("beta", "/"))
            assert visitor.evaluate(SHIFT) < 0.02, (theme, width)
        visitor.set_viewport_size(WIDTHS["phone"])
        for path in ("/", "/kontakty/"):
            visitor.goto(service.url("beta", f"/vision/?scheme=black&back={path}"))
            assert (violations(visitor), fits(visitor)) == ([], True), (theme, path)
        visitor.goto(service.url("beta", "/vision/?back=/"))

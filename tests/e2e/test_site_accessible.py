"""Every public page in a real browser: axe finds nothing, nothing jumps, home is light."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.service import Service
from tests.e2e.windows import fits

pytestmark = pytest.mark.e2e

PATHS = [
    "/",
    "/novosti/",
    "/novosti/sayt-otkryt/",
    "/voprosy/",
    "/voprosy/chto-delat-pri-avarii/",
    "/kontakty/",
    "/o-kompanii/",
    "/takogo-net/",
]
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


FILL_BETA = """
from datetime import date, timedelta
from crm.company.domain.offices import USUAL_WEEK, save_office, save_special_day
from crm.company.models import Profile
from sites_cms.appearance.models import Appearance
from sites_cms.pages.models import NewsIndexPage, NewsPage
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="beta")):
    Profile.objects.update(
        emergency_phone="+7 (342) 200-11-22", phone="+7 (342) 233-44-55, +7 (342) 233-44-56", email="o@beta.example",
        address="614000, Верхнекамск, ул. Садовая, д. 1, 1-й подъезд", working_hours="Пн–чт 8:30–17:30, пт до 16:30",
        settlement_account="40702810200000000001", bank="ПАО Сбербанк", bik="044525225",
    )
    for name in ("Центральный офис", "Касса на Мира"):
        office = save_office(None, name=name, address="пр-кт Мира, д. 14/2", directions="Вход со двора, есть пандус",
            phones="+7 (342) 233-44-55, 112", week=USUAL_WEEK, by=None)
    save_special_day(None, office=office, day=date.today() + timedelta(days=3), intervals=(), reason="Переезд", by=None)
    Appearance.objects.update_or_create(defaults={"accent": "#ffd24a"})
    news = NewsIndexPage.objects.get()
    for day in range(1, 13):
        news.add_child(instance=NewsPage(title=f"Новость {day}", announcement="Коротко.", date=date(2026, 1, day),
            pinned=day == 1, body="<h2>Подробно</h2><p>Садовая, <b>1–15</b>, <a href='/kontakty/'>контакты</a>.</p>"))
"""


@pytest.fixture(scope="module", autouse=True)
def filled(service: Service) -> None:
    """«Альфа» is as bare as a new company, «Бета» has filled in everything and taken a light accent."""
    service.manage("shell", "-c", FILL_BETA)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("slug", ["alpha", "beta"])
@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("scheme", ["", "white", "black", "blue"])
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


def test_home_answers_without_scrolling(service: Service, new_page: Callable[..., Page]):
    page = new_page("phone")
    page.goto(service.url("beta", "/"))
    for words in ("Позвонить", "Передать показания", "Оставить заявку", "Оплатить", "Новость 1"):
        box = page.get_by_text(words).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844, words


def test_an_answer_opens_by_keyboard(service: Service, new_page: Callable[..., Page]):
    page = new_page("phone")
    page.goto(service.url("alpha", "/voprosy/"))
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Перекройте воду").is_visible()

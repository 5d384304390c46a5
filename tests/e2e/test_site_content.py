"""Manual section 9, «Контент сайта», in a browser: answers, news, chat, video; then a house and its disclosure."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import PASSWORD
from tests.e2e.service import Service
from tests.e2e.windows import sign_in

pytestmark = pytest.mark.e2e

LOGIN = "content@alpha.example"
PLAYER = "https://rutube.ru/play/embed/0123456789abcdef0123456789abcdef"
CODE = f'<iframe width="720" height="405" src="{PLAYER}" frameBorder="0" allow="clipboard-write; autoplay"></iframe>'
CHAT = """<script src="//code.jivo.ru/widget/aB3dE5fG7h" async></script>"""
MAKE = """
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import HouseFactory
with speaking_for(Tenant.objects.get(slug="alpha")):
    make_employee(Role.HEAD, email="content@alpha.example")
    HouseFactory(street="ул. Садовая", number="7", by=None)
"""


@pytest.fixture(scope="module", autouse=True)
def filled(service: Service) -> None:
    """«Альфа» gets a head and a house."""
    service.manage("shell", "-c", MAKE)


@pytest.fixture
def office(service: Service, new_page: Callable[..., Page]) -> Callable[[str], Page]:
    """Open a screen of the office of «Альфа» as its head."""

    def opened(path: str) -> Page:
        page = new_page("desk")
        sign_in(page, service.url("alpha", path), LOGIN, PASSWORD)
        return page

    return opened


def write(office: Page, text: str) -> None:
    """Type into the editor of rich text."""
    office.locator(".cke_editable").click()
    office.keyboard.insert_text(text)


def test_an_answer_of_ones_own(service: Service, new_page: Callable[..., Page], office: Callable[[str], Page]):
    crm = office("/crm/own_questions/")
    crm.get_by_role("link", name="Добавить FAQ").click()
    crm.get_by_role("textbox", name="Вопрос").fill("Где взять ключ от чердака?")
    crm.get_by_role("spinbutton", name="Вес").fill("500")
    write(crm, "У диспетчера, под роспись.")
    crm.get_by_role("button", name="Создать").click()
    expect(crm.get_by_role("link", name="Где взять ключ от чердака?")).to_be_visible()

    visitor = new_page("phone")
    visitor.goto(service.url("alpha", "/voprosy/"))
    first = visitor.locator(".question").first
    expect(first.get_by_role("heading")).to_have_text("Где взять ключ от чердака?")
    answer = first.get_by_text("У диспетчера, под роспись.")
    expect(answer).to_be_hidden()
    first.get_by_text("Читать ответ").click()
    expect(answer).to_be_visible()
    first.get_by_role("link", name="Где взять ключ от чердака?").click()
    expect(visitor).to_have_url(re.compile(r"/voprosy/gde-vzyat-klyuch"))

    crm.get_by_role("link", name="Где взять ключ от чердака?").click()
    crm.get_by_role("checkbox", name="Активен").uncheck()
    crm.get_by_role("button", name="Сохранить").click()
    expect(crm.get_by_role("link", name="Добавить FAQ")).to_be_visible()
    visitor.goto(service.url("alpha", "/voprosy/"))
    expect(visitor.get_by_text("Где взять ключ от чердака?")).to_have_count(0)


def test_news_and_its_mending(service: Service, new_page: Callable[..., Page], office: Callable[[str], Page]):
    crm = office("/crm/site/add-news/")
    crm.get_by_role("textbox", name="Заголовок*", exact=True).fill("Субботник в четверг")
    crm.get_by_role("textbox", name="Анонс").fill("Собираемся у первого подъезда.")
    write(crm, "Грабли и перчатки дадим.")
    crm.get_by_role("button", name="Опубликовать").click()
    expect(crm.get_by_text("опубликована").first).to_be_visible()

    visitor = new_page("phone")
    for path in ("/", "/novosti/"):
        visitor.goto(service.url("alpha", path))
        expect(visitor.get_by_text("Собираемся у первого подъезда.")).to_be_visible()
        expect(visitor.get_by_text("Грабли")).to_have_count(0)
    visitor.get_by_role("link", name="Субботник в четверг").first.click()
    expect(visitor.get_by_text("Грабли и перчатки дадим.")).to_be_visible()

    crm.goto(service.url("alpha", "/crm/news/"))
    crm.get_by_role("link", name="Субботник в четверг").first.click()
    crm.get_by_role("textbox", name="Заголовок*", exact=True).fill("Субботник в пятницу")
    crm.get_by_role("button", name="Опубликовать").click()
    expect(crm.get_by_text("опубликована").first).to_be_visible()
    visitor.goto(service.url("alpha", "/novosti/"))
    expect(visitor.get_by_role("link", name="Субботник в пятницу").first).to_be_visible()


def test_the_chat_comes_and_goes(service: Service, new_page: Callable[..., Page], office: Callable[[str], Page]):
    crm = office("/crm/site/settings/")
    crm.get_by_label("Код чата").fill("<script>alert(1)</script>")
    crm.get_by_role("button", name="Сохранить").click()
    expect(crm.locator(".error-message")).to_be_visible()
    crm.get_by_label("Код чата").fill(CHAT)
    crm.get_by_role("button", name="Сохранить").click()
    expect(crm.get_by_text("Чат на сайте: жители увидят")).to_be_visible()

    visitor = new_page("phone")
    asked: list[str] = []

    def pretend(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/javascript", body="document.title = 'Чат открыт'")

    visitor.route(lambda url: "localhost" not in url, pretend)
    visitor.goto(service.url("alpha", "/"))
    expect(visitor).to_have_title("Чат открыт")
    assert [re.sub(r"^https://code\.jivo(site\.com|\.ru)", "", url) for url in asked] == ["/widget/aB3dE5fG7h"]

    crm.get_by_label("Код чата").fill("")
    crm.get_by_role("button", name="Сохранить").click()
    expect(crm.get_by_text("Сохранено. Чата на сайте нет")).to_be_visible()
    visitor.goto(service.url("alpha", "/"))
    expect(visitor).not_to_have_title("Чат открыт")
    assert len(asked) == 1


def test_a_code_pasted_into_the_source_plays_when_it_is_pressed(
    service: Service, new_page: Callable[..., Page], office: Callable[[str], Page]
):
    crm = office("/crm/site/add-news/")
    refused: list[str] = []
    crm.on("console", lambda message: "Content Security" in message.text and refused.append(message.text))
    crm.get_by_role("textbox", name="Заголовок*", exact=True).fill("Ролик о счётчиках")
    crm.get_by_role("textbox", name="Анонс").fill("Две минуты о показаниях.")
    write(crm, "Смотрите сами.")
    crm.get_by_role("button", name="Источник").click()
    source = crm.locator("textarea.cke_source")
    source.fill(source.input_value() + f"\n<p>{CODE}</p>")
    crm.get_by_role("button", name="Источник").click()
    expect(crm.locator(".cke_editable img.cke_iframe")).to_be_visible()
    crm.get_by_role("button", name="Опубликовать").click()
    expect(crm.get_by_text("опубликована").first).to_be_visible()
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


def test_a_house_its_disclosure_and_what_goes_on(
    service: Service, new_page: Callable[..., Page], office: Callable[[str], Page]
):
    crm = office("/crm/disclosure/houses/")
    house = crm.get_by_role("listitem").filter(has=crm.get_by_role("link", name="ул. Садовая, д. 7", exact=True))
    house.get_by_role("link", name="2.1").click()
    crm.get_by_label("11 Количество лифтов, ед.").fill("4")
    crm.get_by_role("button", name="Сохранить").click()
    expect(crm.get_by_text("Сохранено, на сайте это уже так")).to_be_visible()

    visitor = new_page("phone")
    visitor.goto(service.url("alpha", "/"))
    visitor.get_by_role("link", name="Что с моим домом").click()
    visitor.get_by_label("Улица и номер дома").fill("садовая 7")
    visitor.get_by_role("button", name="Узнать").click()
    expect(visitor.get_by_text("Отключений нет")).to_be_visible()
    visitor.get_by_role("link", name="Страница дома").click()
    visitor.get_by_role("link", name="Сведения о доме по формам Минстроя").click()
    visitor.get_by_role("link", name="Общие сведения о доме").click()
    expect(visitor.get_by_role("row", name="Количество лифтов")).to_contain_text("4")

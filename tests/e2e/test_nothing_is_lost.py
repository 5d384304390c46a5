"""What is typed survives a closed tab, a lost network, a broken server, an ended session and a colleague."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.e2e.service import Service
from tests.e2e.windows import fits

pytestmark = pytest.mark.e2e

PASSWORD = "Сирень-под-окном-7"
SESSIONS = 24
MAKE = f"""
import json
from django.test import Client
from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.houses import add_house
from crm.company.domain.employees import hire
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="alpha")):
    made = {{}}
    for login, last, first in (("nina", "Иванова", "Нина"), ("petr", "Петров", "Пётр")):
        user = hire(last_name=last, first_name=first, patronymic="", email=f"{{login}}@lost.example", role=Role.HEAD,
            by=None, send_password=False).user
        user.set_password("{PASSWORD}")
        user.save()
        made[login] = []
        for _ in range({SESSIONS}):
            client = Client(HTTP_HOST="alpha.localhost")
            client.force_login(user, backend="identity.backends.SignInBackend")
            made[login].append(client.cookies["sessionid"].value)
    house = add_house(city="Верхнекамск", street="Ленина", number="86", by=None)
    made["account"] = add_account(house=house, number="00116501", last_name="Макаров", first_name="Олег",
        patronymic="Ильич", flat="12", by=None).pk
print(json.dumps(made))
"""
BAR = ".draft-bar"


@dataclass
class Office:
    """«УК Альфа» with two employees and an account."""

    service: Service
    sessions: dict[str, list[str]]
    account: int

    def url(self, path: str) -> str:
        return self.service.url("alpha", path)

    @property
    def account_url(self) -> str:
        return self.url(f"/crm/accounts/edit/{self.account}/")

    def sign_in(self, page: Page, who: str) -> None:
        page.context.add_cookies([{"name": "sessionid", "value": self.sessions[who].pop(), "url": self.url("/")}])


@pytest.fixture(scope="module")
def office(service: Service) -> Office:
    made = json.loads(service.manage("shell", "-c", MAKE).strip().splitlines()[-1])
    return Office(service, {"nina": made["nina"], "petr": made["petr"]}, made["account"])


@pytest.fixture
def nina(office: Office, new_page: Callable[..., Page]) -> Page:
    page = new_page("desk")
    office.sign_in(page, "nina")
    return page


@pytest.fixture
def petr(office: Office, new_page: Callable[..., Page]) -> Page:
    page = new_page("desk")
    office.sign_in(page, "petr")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Сохранить", exact=True).click()


def another_tab(page: Page, url: str) -> Page:
    """The tab is closed; later the same address is opened again."""
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(url)
    return again


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(Object.entries(localStorage))"))


def wait_for_draft(page: Page, *, there: bool) -> None:
    """Playwright's own waiting for a function is refused by our policy for scripts."""
    for _ in range(100):
        if ("draft:" in kept(page)) is there:
            return
        page.wait_for_timeout(100)
    raise AssertionError(kept(page))


def violations(page: Page) -> list[str]:
    """Of ours: Wagtail's own frame around is not asked about here."""
    found = Axe().run(page, context={"include": [[".nice-padding"]], "exclude": [["footer"]]}).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def test_a_closed_tab_loses_nothing_and_what_is_saved_is_forgotten(office: Office, nina: Page):
    nina.goto(office.account_url)
    nina.get_by_label("Квартира, помещение").fill("17")
    page = another_tab(nina, office.account_url)

    bar = page.locator(BAR)
    expect(bar).to_contain_text("Есть несохранённый текст от ")
    expect(page.get_by_label("Квартира, помещение")).not_to_have_value("17")
    bar.get_by_role("button", name="Вернуть").click()
    expect(page.get_by_label("Квартира, помещение")).to_have_value("17")
    expect(page.get_by_label("Квартира, помещение")).to_be_focused()

    save(page)
    expect(page.get_by_text("сохранён")).to_be_visible()
    assert "draft:" not in kept(page)
    page.goto(office.account_url)
    expect(page.get_by_label("Квартира, помещение")).to_have_value("17")
    expect(page.locator(BAR)).to_have_count(0)


def test_a_draft_can_be_thrown_away(office: Office, nina: Page):
    nina.goto(office.url("/crm/houses/new/"))
    nina.get_by_label("Город").fill("Верхнекамск, Пермский край")
    nina.get_by_label("Улица").fill("Садовая")
    page = another_tab(nina, office.url("/crm/houses/new/"))

    page.locator(BAR).get_by_role("button", name="Удалить").click()

    expect(page.locator(BAR)).to_have_text("Несохранённый текст удалён.")
    expect(page.get_by_label("Улица")).to_have_value("")
    assert "draft:" not in kept(page)


def test_new_typing_does_not_overwrite_an_old_draft(office: Office, nina: Page):
    nina.goto(office.url("/crm/houses/new/"))
    nina.get_by_label("Улица").fill("Первая")
    page = another_tab(nina, office.url("/crm/houses/new/"))
    page.get_by_label("Улица").fill("Вторая")
    page = another_tab(page, office.url("/crm/houses/new/"))

    page.locator(BAR).get_by_role("button", name="Удалить").click()
    page.locator(BAR).get_by_role("button", name="Вернуть").click()

    expect(page.get_by_label("Улица")).to_have_value("Первая")


def test_another_person_at_the_same_computer_sees_nothing(office: Office, nina: Page):
    nina.goto(office.account_url)
    nina.get_by_label("Фамилия").fill("Секретная")
    nina.goto(office.url("/crm/"))
    nina.context.clear_cookies()
    office.sign_in(nina, "petr")

    nina.goto(office.account_url)
    expect(nina.get_by_label("Фамилия")).to_have_value("Макаров")
    expect(nina.locator(BAR)).to_have_count(0)

    nina.context.clear_cookies()
    office.sign_in(nina, "nina")
    nina.goto(office.account_url)
    expect(nina.locator(BAR)).to_contain_text("Есть несохранённый текст")


def test_passwords_and_tokens_are_never_kept(office: Office, nina: Page):
    nina.goto(office.url("/crm/account/"))
    nina.get_by_label("Мобильный телефон").fill("8 908 437-34-19")
    for field in nina.locator("input[type=password]").all():
        field.evaluate(
            "field => { field.value = 'Тайна-123'; field.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
    token = nina.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    wait_for_draft(nina, there=True)
    assert "8 908 437-34-19" in kept(nina)
    assert "Тайна" not in kept(nina)
    assert token not in kept(nina)

    nina.context.clear_cookies()
    nina.evaluate("localStorage.clear()")
    nina.goto(office.url("/crm/login/"))
    nina.get_by_label("Электронная почта или телефон").fill("nina@lost.example")
    nina.get_by_label("Пароль").fill("Тайна-123")
    nina.goto(office.url("/crm/login/"))
    assert "draft:" not in kept(nina)


def test_after_an_ended_session_one_signs_in_and_goes_on(office: Office, nina: Page):
    nina.goto(office.account_url)
    nina.get_by_label("Имя").fill("Олеся")
    nina.context.clear_cookies(name="sessionid")
    save(nina)

    expect(nina.get_by_text("Введённое осталось в этом браузере")).to_be_visible()
    nina.get_by_label("Электронная почта или телефон").fill("nina@lost.example")
    nina.get_by_label("Пароль").fill(PASSWORD)
    nina.get_by_role("button", name="Войти").click()

    expect(nina).to_have_url(office.account_url)
    nina.locator(BAR).get_by_role("button", name="Вернуть").click()
    expect(nina.get_by_label("Имя")).to_have_value("Олеся")
    save(nina)
    expect(nina.get_by_text("сохранён")).to_be_visible()


def test_signing_in_in_another_tab_lets_the_open_form_be_sent(office: Office, nina: Page):
    """The session's end is told in the page, and the new token against forgery reaches the old form."""
    nina.goto(office.account_url)
    nina.context.clear_cookies(name="sessionid")
    nina.get_by_label("Имя").fill("Ольга")
    expect(nina.locator(BAR)).to_contain_text("Вы вышли из системы")

    with nina.context.expect_page() as opened:
        nina.locator(BAR).get_by_role("link", name="Войти").click()
    other = opened.value
    other.get_by_label("Электронная почта или телефон").fill("nina@lost.example")
    other.get_by_label("Пароль").fill(PASSWORD)
    other.get_by_role("button", name="Войти").click()
    expect(other.get_by_role("heading", level=1)).to_be_visible()

    save(nina)
    expect(nina.get_by_text("сохранён")).to_be_visible()


@pytest.mark.parametrize("trouble", ["no connection", 403, 500, 502])
def test_a_failure_on_the_way_loses_nothing(office: Office, nina: Page, trouble: str | int):
    def fail(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif isinstance(trouble, int):
            route.fulfill(status=trouble, content_type="text/html", body="<h1>Страница сломалась</h1>")
        else:
            route.abort("connectionrefused")

    nina.goto(office.account_url)
    nina.get_by_label("Отчество").fill("Петрович")
    nina.route(office.account_url, fail)
    save(nina)
    nina.wait_for_timeout(500)
    nina.unroute(office.account_url)

    page = another_tab(nina, office.account_url)
    page.locator(BAR).get_by_role("button", name="Вернуть").click()
    expect(page.get_by_label("Отчество")).to_have_value("Петрович")


def test_without_a_network_the_form_waits(office: Office, nina: Page):
    nina.goto(office.account_url)
    nina.get_by_label("Площадь").fill("43,2")
    nina.context.set_offline(True)
    save(nina)
    expect(nina.locator(BAR)).to_contain_text("Нет связи. Текст сохранён")

    nina.context.set_offline(False)
    expect(nina.locator(BAR)).to_contain_text("Связь появилась")
    save(nina)
    expect(nina.get_by_text("сохранён")).to_be_visible()


def test_a_form_with_mistakes_is_kept_without_asking(office: Office, nina: Page):
    nina.goto(office.url("/crm/houses/new/"))
    nina.get_by_label("Улица").fill("Школьная")
    nina.get_by_role("button", name="Добавить").click()
    expect(nina.get_by_text("Требуется заполнить это поле").first).to_be_visible()
    expect(nina.locator(BAR)).to_have_count(0)

    page = another_tab(nina, office.url("/crm/houses/new/"))
    page.locator(BAR).get_by_role("button", name="Вернуть").click()
    expect(page.get_by_label("Улица")).to_have_value("Школьная")


def test_a_form_with_mistakes_closed_before_its_scripts_ran_is_offered(office: Office, nina: Page):
    nina.goto(office.url("/crm/houses/new/"))
    nina.get_by_label("Улица").fill("Полевая")
    nina.route("**/drafts*.js", lambda route: route.abort())
    nina.get_by_role("button", name="Добавить").click()
    expect(nina.get_by_text("Требуется заполнить это поле").first).to_be_visible()
    assert "=shown" in nina.evaluate("document.cookie")

    page = another_tab(nina, office.url("/crm/houses/new/"))
    page.locator(BAR).get_by_role("button", name="Вернуть").click()
    expect(page.get_by_label("Улица")).to_have_value("Полевая")


def test_rich_text_comes_back_too(office: Office, nina: Page):
    nina.goto(office.url("/crm/own_questions/new/"))
    nina.get_by_role("textbox", name="Вопрос*", exact=True).fill("Когда дадут тепло?")
    nina.locator(".cke_editable").click()
    nina.keyboard.type("Пятнадцатого октября, если холодно.")
    nina.wait_for_timeout(800)
    page = another_tab(nina, office.url("/crm/own_questions/new/"))

    page.locator(BAR).get_by_role("button", name="Вернуть").click()
    expect(page.locator(".cke_editable")).to_contain_text("Пятнадцатого октября")
    page.get_by_role("button", name="Создать").click()
    expect(page.get_by_role("link", name="Когда дадут тепло?")).to_be_visible()


def test_pages_are_kept_by_wagtail_and_by_us_while_it_cannot(office: Office, nina: Page):
    def title(page: Page, text: str) -> None:
        page.wait_for_timeout(4_000)  # what is typed earlier, Wagtail takes for what was there: ours keeps it
        field = page.get_by_role("textbox", name="Заголовок*", exact=True)
        field.clear()
        field.press_sequentially(text)
        field.press("Tab")

    nina.goto(office.url("/crm/site/add-news/"))
    title(nina, "Ремонт лифта")
    expect(nina).to_have_url(re.compile("/edit/"))
    wait_for_draft(nina, there=False)

    url = nina.url
    nina.reload()
    nina.route("**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    title(nina, "Ремонт лифта окончен")
    wait_for_draft(nina, there=True)
    nina.unroute_all()
    page = another_tab(nina, url)
    page.locator(BAR).get_by_role("button", name="Вернуть").click()
    expect(page.get_by_role("textbox", name="Заголовок*", exact=True)).to_have_value("Ремонт лифта окончен")


def test_a_visitor_of_the_platform_loses_nothing_either(service: Service, new_page: Callable[..., Page]):
    visitor = new_page("phone")
    visitor.goto(service.url(path="/message/"))
    visitor.get_by_label("Сообщение").fill("Сколько стоит перенос данных?")
    page = another_tab(visitor, service.url(path="/message/"))

    page.locator(BAR).get_by_role("button", name="Вернуть").click()

    expect(page.get_by_label("Сообщение")).to_have_value("Сколько стоит перенос данных?")


def test_a_partial_update_never_takes_a_field_in_use(service: Service, new_page: Callable[..., Page]):
    page = new_page("desk")
    page.goto(service.url(path="/join/"))
    page.evaluate("""() => {
        document.querySelector("main").insertAdjacentHTML("afterbegin", `<div id="poll" hx-get="/join/suggest/?city=Ве"
            hx-trigger="every 200ms" hx-swap="innerHTML"><label>Поле <input id="typed"></label></div>`);
        htmx.process(document.querySelector("#poll"));
        document.querySelector("#typed").focus();
    }""")
    page.wait_for_timeout(900)
    expect(page.locator("#typed")).to_be_focused()

    page.keyboard.type("важное")
    page.get_by_label("Краткое название").focus()
    page.wait_for_timeout(900)
    expect(page.locator("#typed")).to_have_value("важное")

    page.evaluate("document.querySelector('#typed').outerHTML = '<input id=idle>'")
    expect(page.locator("#idle")).to_have_count(0)


def test_two_people_see_each_other_and_overwrite_nothing_unseen(office: Office, nina: Page, petr: Page):
    nina.goto(office.account_url)
    petr.goto(office.account_url)
    expect(petr.locator(".here")).to_contain_text("Сейчас здесь также: Иванова Н.")

    petr.get_by_label("Фамилия").fill("Макаров-Петров")
    save(petr)
    expect(petr.get_by_text("сохранён")).to_be_visible()

    nina.get_by_label("Фамилия").fill("Макаров-Иванов")
    nina.get_by_label("Площадь").fill("51")
    save(nina)
    expect(nina.get_by_role("heading", name="Пока вы правили, запись сохранил кто-то ещё")).to_be_visible()
    expect(nina.locator(".changed")).to_contain_text("Петров Пётр")
    expect(nina.get_by_text("Теперь здесь записано: Макаров-Петров.")).to_be_visible()
    expect(nina.get_by_label("Фамилия")).to_have_value("Макаров-Иванов")
    expect(nina.get_by_label("Площадь")).to_have_value("51")
    assert violations(nina) == []

    nina.get_by_role("button", name="Сохранить моё поверх").click()
    expect(nina.get_by_text("сохранён")).to_be_visible()
    nina.goto(office.account_url)
    expect(nina.get_by_label("Фамилия")).to_have_value("Макаров-Иванов")


def test_a_draft_returned_over_a_colleagues_change_is_noticed(office: Office, nina: Page, petr: Page):
    """The text remembers over what it was typed."""
    nina.goto(office.account_url)
    nina.get_by_label("Фамилия").fill("Из черновика")
    page = another_tab(nina, office.url("/crm/"))
    petr.goto(office.account_url)
    petr.get_by_label("Фамилия").fill("Из базы")
    save(petr)
    expect(petr.get_by_text("сохранён")).to_be_visible()

    page.goto(office.account_url)
    page.locator(BAR).get_by_role("button", name="Вернуть").click()
    save(page)

    expect(page.get_by_text("Теперь здесь записано: Из базы.")).to_be_visible()
    expect(page.get_by_label("Фамилия")).to_have_value("Из черновика")


@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bar_has_no_barrier(office: Office, new_page: Callable[..., Page], width: str, theme: str):
    page = new_page(width)
    office.sign_in(page, "nina")
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of two
    page.goto(office.account_url)
    page.get_by_label("Фамилия").fill("Недописанная")
    page = another_tab(page, office.account_url)
    expect(page.locator(BAR)).to_be_visible()

    page.keyboard.press("Tab")
    assert violations(page) == []
    assert fits(page)

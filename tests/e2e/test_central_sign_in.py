"""Manual, section 1: «Личный кабинет» in the upper right, login and password, and one is inside."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.service import Service

pytestmark = pytest.mark.e2e

PASSWORD = "Сирень-под-окном-7"
LOGIN, PHONE = "nina.ivanova@example.ru", "+79084373401"


@pytest.fixture(scope="module")
def nina(service: Service) -> None:
    """She works in both companies, with the same password."""
    service.manage(
        "shell", "-c",
        "from tenants.context import speaking_for; from tenants.models import Tenant;"
        "from crm.company.domain.employees import hire\n"
        "for slug in ('alpha', 'beta'):\n"
        "  with speaking_for(Tenant.objects.get(slug=slug)):\n"
        f"    user = hire(last_name='Иванова', first_name='Нина', patronymic='Петровна', email='{LOGIN}',"
        f" phone='{PHONE}' if slug == 'beta' else '', role='dispatcher', by=None, send_password=False).user\n"
        f"    user.set_password('{PASSWORD}'); user.save()",
    )  # fmt: skip


def sign_in(service: Service, page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto(service.url())
    page.get_by_role("banner").get_by_role("link", name="Личный кабинет").click()
    page.get_by_label("Электронная почта или мобильный телефон").fill(login)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти").click()


def test_by_phone_into_the_one_company_that_knows_it(service: Service, nina: None, new_page: Callable[..., Page]):
    page = new_page("phone")
    sign_in(service, page, "8 908 437-34-01", "не тот")
    expect(page.get_by_role("alert")).to_contain_text("Логин или пароль не подходят")
    expect(page.get_by_label("Пароль")).to_have_value("")

    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()

    expect(page).to_have_url(service.url("beta", "/crm/"))
    expect(page.get_by_role("heading", name="Здравствуйте, Нина Петровна!")).to_be_visible()


def test_a_choice_among_several_companies(service: Service, nina: None, page: Page):
    sign_in(service, page, LOGIN)
    expect(page.get_by_role("heading", name="Куда войти?")).to_be_visible()
    page.get_by_role("button", name=re.compile("УК «Альфа»")).click()

    expect(page).to_have_url(service.url("alpha", "/crm/"))
    expect(page.get_by_role("heading", name="Здравствуйте, Нина Петровна!")).to_be_visible()


def test_without_scripts_a_button_more(service: Service, nina: None, new_page: Callable[..., Page]):
    browser = new_page("phone").context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    sign_in(service, page, PHONE)
    expect(page.get_by_role("heading", name="Пароль верный")).to_be_visible()
    page.get_by_role("button", name="Войти").click()

    expect(page).to_have_url(service.url("beta", "/crm/"))
    context.close()


def test_a_foreign_page_cannot_sign_a_visitor_in(service: Service, nina: None, new_page: Callable[..., Page]):
    """The ticket is good, but the form that brings it stands on another host."""
    mine, theirs = new_page("desk"), new_page("desk")
    mine.route("**/enter*.js", lambda route: route.abort())
    sign_in(service, mine, PHONE)
    ticket = mine.locator("input[name=ticket]").get_attribute("value")

    theirs.route("http://evil.localhost/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    theirs.goto("http://evil.localhost/")
    theirs.evaluate(
        """([door, ticket]) => {
            const form = Object.assign(document.createElement("form"), {method: "post", action: door});
            const input = Object.assign(document.createElement("input"), {name: "ticket", value: ticket});
            form.append(input);
            document.body.append(form);
            form.submit();
        }""",
        [service.url("beta", "/sign-in/"), ticket],
    )

    expect(theirs.get_by_role("heading", name="Войдите ещё раз")).to_be_visible()
    theirs.goto(service.url("beta", "/crm/"))
    expect(theirs).to_have_url(re.compile("/crm/login/"))

"""The main story, whole: from the map on the platform's site to a paid invoice and a charged month."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.service import Service
from tests.e2e.windows import sign_in

pytestmark = pytest.mark.e2e

DATA = Path(__file__).resolve().parents[1] / "data"
OPERATOR, OPERATORS_PASSWORD = "operator@example.ru", "Оператор-на-посту-1"
OWN_PASSWORD = "Сирень-под-окном-7"
LAST_MONTH = date.today().replace(day=1) - timedelta(days=1)


@pytest.fixture(scope="module")
def operator(service: Service) -> None:
    service.manage(
        "shell", "-c",
        "from identity.models import User;"
        f"User.objects.create_superuser('{OPERATOR}', '{OPERATORS_PASSWORD}', last_name='Операторов')",
    )  # fmt: skip


def test_from_the_map_to_the_charged_month(service: Service, operator: None, new_page: Callable[..., Page]):
    visitor, console, office = new_page("phone"), new_page("desk"), new_page("desk")

    a_company_joins(service, visitor)
    an_operator_approves(service, console)
    password = the_letter_with_the_password(service, console)
    the_first_employee_signs_in(service, office, password)
    the_site_answers(service, visitor)
    the_profile_is_filled(service, office)
    an_accounts_file_is_loaded(service, office)
    an_invoice_is_issued(service, office)
    the_payment_is_recorded(service, console)
    the_month_is_charged(service, console)
    the_company_sees_it(service, office)


def a_company_joins(service: Service, page: Page) -> None:
    page.goto(service.url())
    page.get_by_role("link", name="Приволжский").last.click()
    expect(page).to_have_url(re.compile("district=volga"))
    page.locator("#join-panel").get_by_role("link", name=re.compile("Присоединиться")).click()

    page.get_by_text("Управляющая компания", exact=True).click()
    page.get_by_label("Краткое название").fill("УК «Уют»")
    page.get_by_label("Полное название").fill("ООО «Управляющая компания «Уют»")
    page.get_by_label("ИНН", exact=True).fill("5904007779")
    page.get_by_label("Город или посёлок").fill("Верхнекамск")
    page.get_by_label("Сколько квартир").fill("36")
    page.get_by_label("Фамилия").fill("Соколова")
    page.get_by_label("Имя", exact=True).fill("Марина")
    page.get_by_label("Отчество").fill("Викторовна")
    page.get_by_label("Мобильный телефон").fill("8 908 437-34-18")
    page.get_by_label("Электронная почта").fill("sokolova@uyut.example")
    page.get_by_label("Даю согласие").check()
    page.wait_for_timeout(2_100)  # the form knows that nobody fills it in within seconds
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_text("Контрольная цифра ИНН не сходится")).to_be_visible()

    page.get_by_label("ИНН", exact=True).fill("5904007778")
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("heading", name="УК «Уют»")).to_be_visible()
    expect(page).to_have_url(re.compile("/application/"))


def an_operator_approves(service: Service, page: Page) -> None:
    sign_in(page, service.url(path="/operator/"), OPERATOR, OPERATORS_PASSWORD)
    page.get_by_role("button", name="Компании", exact=True).click()
    page.get_by_role("link", name="Заявки", exact=True).click()
    page.get_by_role("link", name="УК «Уют»").click()
    expect(page.get_by_label("Адрес сайта")).to_have_value("uyut")
    page.get_by_role("button", name="Одобрить и создать сайт").click()
    expect(page.get_by_text("Первый сотрудник")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"uyut\.localhost"))).to_be_visible(timeout=60_000)


def the_letter_with_the_password(service: Service, page: Page) -> str:
    page.goto(service.url(path="/operator/letters/"))
    page.get_by_role("link", name=re.compile("Вход в Бурмистр: УК «Уют»")).click()
    text = page.locator("main").inner_text()
    assert "sokolova@uyut.example" in text
    return re.search(r"Одноразовый пароль: (\S+)", text)[1]  # type: ignore[index]


def the_first_employee_signs_in(service: Service, page: Page, password: str) -> None:
    sign_in(page, service.url("uyut", "/crm/"), "8 908 437 34 18", password)
    page.get_by_label("Новый пароль", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("Новый пароль ещё раз").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Сохранить и войти").click()
    expect(page.get_by_role("heading", name="Здравствуйте, Марина Викторовна!")).to_be_visible()
    expect(page.get_by_role("heading", name="Первые шаги")).to_be_visible()


def the_site_answers(service: Service, page: Page) -> None:
    page.goto(service.url("uyut", "/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("УК «Уют»")
    page.get_by_role("link", name="Вопросы").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Вопросы")


def the_profile_is_filled(service: Service, page: Page) -> None:
    page.get_by_role("link", name=re.compile("Заполните «Мою компанию»")).click()
    page.get_by_label("Телефон аварийной диспетчерской").fill("+7 342 200-10-01")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("link", name="Редактировать: Реквизиты").click()
    page.get_by_label("БИК").fill("044525225")
    page.get_by_label("Наименование банка").fill("ПАО Сбербанк")
    page.get_by_label("Расчётный счёт").fill("40702810200000000002")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("не подходит к этому БИК").first).to_be_visible()
    page.get_by_label("Расчётный счёт").fill("40702810200000000001")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("не подходит к этому БИК")).to_have_count(0)


def an_accounts_file_is_loaded(service: Service, page: Page) -> None:
    page.goto(service.url("uyut", "/crm/imports/accounts/new/"))
    page.locator("input[type=file]").set_input_files(DATA / "accounts.csv")
    page.get_by_role("button", name=re.compile("Проверить|Добавить|Загрузить")).first.click()
    expect(page.get_by_role("heading", name="Файл проверен, ошибок нет")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Загрузить", exact=True).click()
    expect(page.get_by_role("heading", name="Загружено")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Открыть список собственников").click()
    page.get_by_role("textbox", name="Поиск").last.fill("00116501")
    expect(page.get_by_text("Макаров Олег Алексеевич")).to_be_visible()


def an_invoice_is_issued(service: Service, page: Page) -> None:
    page.goto(service.url("uyut", "/crm/billing/transactions/"))
    expect(page.locator(".fact", has_text="Лицевых счетов")).to_contain_text(re.compile(r"2\s184"))
    page.get_by_role("link", name=re.compile("выставить счёт")).click()
    page.get_by_label("Сумма счёта").fill("5000")
    page.get_by_role("button", name="Выставить счёт").click()
    expect(page.get_by_text("Не оплачен")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def the_payment_is_recorded(service: Service, page: Page) -> None:
    page.goto(service.url(path="/operator/invoices/"))
    page.get_by_role("link", name="Записать оплату").click()
    page.get_by_label("Номер платёжного поручения").fill("17")
    page.get_by_role("button", name="Зачислить").click()
    expect(page.get_by_text(re.compile(r"зачислено 5\s000,00"))).to_be_visible()


def the_month_is_charged(service: Service, page: Page) -> None:
    """The nightly counts of a month are made at once; the charge itself is the operator's button."""
    service.manage(
        "shell", "-c",
        "from datetime import date, timedelta;"
        "from billing.domain import metering; from tenants.models import Tenant;"
        "tenant = Tenant.objects.get(slug='uyut');"
        f"last = date.fromisoformat('{LAST_MONTH}');"
        "[metering.take_snapshot(tenant, day=last.replace(day=number)) for number in range(1, last.day + 1)]",
    )  # fmt: skip
    page.goto(service.url(path="/operator/charge/"))
    page.get_by_role("button", name="Начислить").click()
    expect(page.get_by_text("начислено компаниям: 1")).to_be_visible()
    page.get_by_role("button", name="Начислить").click()
    expect(page.get_by_text("начислено компаниям: 0")).to_be_visible()


def the_company_sees_it(service: Service, page: Page) -> None:
    page.goto(service.url("uyut", "/crm/billing/transactions/"))
    expect(page.get_by_text(re.compile(r"\+5\s000,00"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"−4\s149,60"))).to_be_visible()
    expect(page.locator(".fact", has_text="Баланс")).to_contain_text(re.compile(r"850,40"))

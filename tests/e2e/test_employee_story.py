"""An employee, whole: hired, invited by a real letter, at work, cut in one right, and gone (manual, section 4)."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.services import Embedded
from tests import database
from tests.conftest import PASSWORD
from tests.e2e.service import Service
from tests.e2e.windows import sign_in
from tests.emulators.smtp import Mailbox, mail_server, words_of
from tests.identity.codes import code_of_key

pytestmark = pytest.mark.e2e

HEAD, HEADS_NAME = "sokolova@alpha.example", "Соколова Марина Викторовна"
LOGIN, NAME = "zaharova@alpha.example", "Захарова Ольга Ильинична"
OWN_PASSWORD = "Сорока пьёт чай на крыше"
INVITATION = "Вход в Бурмистр: УК «Альфа»"
LIST, RIGHT = "Список сотрудников", "Видеть сотрудников и их телефоны"
MAKE_HEAD = f"""
from crm.rights.enums import Role
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.factories import EmployeeFactory
with speaking_for(Tenant.objects.get(slug="alpha")):
    user = EmployeeFactory(role=Role.HEAD, email="{HEAD}", last_name="Соколова", first_name="Марина",
        patronymic="Викторовна").user
    user.set_password("{PASSWORD}")
    user.save()
"""
AN_HOUR_LATER = f"""
from identity.models import Session
from identity.session_engine import SessionStore
from tenants.context import speaking_for
from tenants.models import Tenant
with speaking_for(Tenant.objects.get(slug="alpha")):
    store = SessionStore(Session.objects.get(user__email="{HEAD}").session_key)
    store["proved_at"] -= 3600
    store.save()
"""


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def service(
    mailbox: Mailbox, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service of this story alone: its worker sends letters, and takes nobody else's tasks."""
    home = tmp_path_factory.mktemp("story")
    own = Embedded(home, fast=True)
    redis_url = own.start_redis()
    with django_db_blocker.unblock():
        running = Service(home=home, database_url=database.copy("story"), smtp_url=mailbox.url, redis_url=redis_url)
        database.point_sites_at(running.port, database="story")
    running.collect_static()
    running.manage("shell", "-c", MAKE_HEAD)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        own.stop_redis()


def test_from_hiring_to_leaving(service: Service, mailbox: Mailbox, new_page: Callable[..., Page]):
    head, employee = new_page("desk"), new_page("desk")

    the_head_hires(service, head)
    the_head_sends_another_password(head, mailbox)
    the_letter_leads_in(service, employee, mailbox)
    key = a_second_factor_is_set_up(employee, mailbox)
    password_and_code_are_asked(employee, key)
    a_list_is_open(employee)
    one_box_is_taken_away(service, head)
    the_next_click_is_refused(service, employee)
    the_journal_tells_it(head)
    the_head_lets_go(head)
    the_employee_is_out(service, employee)
    the_row_stays(head)


def menu_of(page: Page, section: str) -> Locator:
    """The lines of a section of the menu, which is opened."""
    menu = page.get_by_role("navigation", name="Главное меню")
    button = menu.get_by_role("button", name=section)
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return menu.get_by_role("list", name=section).get_by_role("link")


def the_head_hires(service: Service, page: Page) -> None:
    sign_in(page, service.url("alpha", "/crm/"), HEAD, PASSWORD)
    menu_of(page, "Компания").filter(has_text=LIST).click()
    page.get_by_role("link", name="Добавить сотрудника").click()
    page.get_by_label("Фамилия").fill("Захарова")
    page.get_by_role("textbox", name=re.compile("^Имя")).fill("Ольга")
    page.get_by_label("Отчество").fill("Ильинична")
    page.get_by_label("Электронная почта").fill(LOGIN)
    page.get_by_label("Мобильный телефон").fill("8 908 437-34-27")
    page.get_by_label("Должность").fill("Старший диспетчер")
    page.get_by_label("Добавочный номер телефонии").fill("доб. 205")
    page.get_by_role("combobox", name="Роль").select_option(label="Диспетчер")
    page.get_by_label("Лифтовое оборудование").check()
    page.get_by_role("combobox", name="Часовой пояс").select_option(label="Омск (UTC+6)")
    page.get_by_role("button", name="Добавить сотрудника").click()
    expect(page.get_by_text("Добавочный номер — только цифры, например 101.")).to_be_visible()

    page.get_by_label("Добавочный номер телефонии").fill("205")
    page.get_by_role("button", name="Добавить сотрудника").click()
    expect(page.get_by_text(f"{NAME} теперь в списке сотрудников.")).to_be_visible()


def the_head_sends_another_password(page: Page, mailbox: Mailbox) -> None:
    """The first letter came at once; the second takes its password away."""
    mailbox.letter(to=LOGIN, subject=INVITATION)
    open_row(page)
    expect(page.get_by_label("Добавочный номер телефонии")).to_have_value("205")
    page.get_by_label("Отправить новый пароль на почту").check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text(f"Сохранено: {NAME}.")).to_be_visible()


def row_of(page: Page) -> Locator:
    return page.get_by_role("row").filter(has_text=NAME)


def open_row(page: Page) -> None:
    row_of(page).get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name=f"Редактирование: {NAME}")).to_be_attached()


def the_letter_leads_in(service: Service, page: Page, mailbox: Mailbox) -> None:
    """By its link and its password; that of the first letter does nothing any more."""
    first, second = (mailbox.letter(to=LOGIN, subject=INVITATION, number=number) for number in (1, 2))
    page.set_content(words_of(second, "html"))
    page.get_by_role("link", name="Войти").click()
    expect(page).to_have_url(re.compile(re.escape(service.url("alpha", "/crm/login/"))))
    enter(page, one_time_password(first))
    expect(page.get_by_text("Логин или пароль не подходят")).to_be_visible()

    enter(page, one_time_password(second))
    expect(page.get_by_role("heading", name="Придумайте свой пароль")).to_be_visible()
    choose_password(page, "qwerty12345")
    expect(page.get_by_text("Такой пароль подберут одним из первых.")).to_be_visible()
    choose_password(page, OWN_PASSWORD)
    expect(page.get_by_role("heading", name="Здравствуйте, Ольга Ильинична!")).to_be_visible()


def one_time_password(letter: EmailMessage) -> str:
    found = re.search(r"Одноразовый пароль: (\S+)", words_of(letter))
    assert found, words_of(letter)
    return found[1]


def enter(page: Page, password: str) -> None:
    page.get_by_label("Электронная почта или телефон").fill(LOGIN)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти").click()


def choose_password(page: Page, password: str) -> None:
    page.get_by_label("Новый пароль", exact=True).fill(password)
    page.get_by_label("Новый пароль ещё раз").fill(password)
    page.get_by_role("button", name="Сохранить и войти").click()


def a_second_factor_is_set_up(page: Page, mailbox: Mailbox) -> str:
    """The key as it stands under the picture; the recovery codes are shown once, and a letter tells of it."""
    page.get_by_role("button", name="Ольга").click()
    page.get_by_role("link", name="Аккаунт").click()
    zone = page.get_by_role("combobox", name="Часовой пояс")
    expect(zone).to_have_value("Asia/Omsk")
    zone.select_option(label="Владивосток (UTC+10)")
    page.get_by_role("button", name="Сохранить").click()
    expect(zone).to_have_value("Asia/Vladivostok")

    page.get_by_role("tab", name="Вход и безопасность").click()
    page.get_by_role("link", name="Включить вход с кодом").click()
    key = page.locator(".own-key").inner_text()
    page.get_by_label("Код из приложения").fill(code_of_key(key))
    page.get_by_role("button", name="Включить").click()
    expect(page.get_by_role("heading", name="Сохраните коды восстановления")).to_be_visible()
    codes = page.locator(".own-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="Коды сохранены").click()
    expect(page.get_by_text("Кодов восстановления осталось: 10")).to_be_visible()
    assert codes[0] not in words_of(mailbox.letter(to=LOGIN, subject="Вход с кодом включён"))
    return key


def password_and_code_are_asked(page: Page, key: str) -> None:
    page.get_by_role("button", name="Ольга").click()
    page.get_by_role("button", name="Выйти").click()
    enter(page, OWN_PASSWORD)
    expect(page.get_by_role("heading", name="Код из приложения")).to_be_visible()
    page.get_by_label("Код из приложения").fill(code_of_key(key, later=1))  # the first one has been used
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", name="Здравствуйте, Ольга Ильинична!")).to_be_visible()


def a_list_is_open(page: Page) -> None:
    menu_of(page, "Компания").filter(has_text=LIST).click()
    expect(row_of(page)).to_contain_text("Старший диспетчер")
    expect(page.get_by_role("link", name="Добавить сотрудника")).to_have_count(0)


def one_box_is_taken_away(service: Service, page: Page) -> None:
    """An hour after signing in the head has to prove who it is; of the two boxes of a right one is unticked."""
    service.manage("shell", "-c", AN_HOUR_LATER)
    open_row(page)
    page.get_by_role("link", name="Права", exact=True).click()
    expect(page.get_by_role("heading", name="Подтвердите, что это вы")).to_be_visible()
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Продолжить").click()

    line = page.get_by_role("row").filter(has_text=RIGHT)
    expect(line.get_by_role("checkbox", checked=True)).to_have_count(2)
    expect(line.get_by_text("отличается")).to_be_hidden()
    page.get_by_label(f"Компьютер: {RIGHT}").uncheck()
    expect(line.get_by_text("отличается")).to_be_visible()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text(f"Права сохранены: {NAME}. Они действуют со следующего нажатия.")).to_be_visible()
    expect(page.get_by_label(f"Компьютер: {RIGHT}")).not_to_be_checked()
    expect(line.get_by_role("checkbox", checked=True)).to_have_count(1)


def the_next_click_is_refused(service: Service, page: Page) -> None:
    """What stood open stays readable; the next click ends at the desk, without signing in anew."""
    row_of(page).get_by_role("link", name=NAME).click()
    expect(page.get_by_text("нет доступа")).to_be_visible()
    expect(page).to_have_url(service.url("alpha", "/crm/"))
    lines = menu_of(page, "Компания")
    expect(lines.filter(has_text="Подрядчики")).to_be_visible()
    expect(lines.filter(has_text=LIST)).to_have_count(0)
    page.goto(service.url("alpha", "/crm/employees/"))
    expect(page).to_have_url(service.url("alpha", "/crm/"))


def the_journal_tells_it(page: Page) -> None:
    menu_of(page, "Компания").filter(has_text="Журнал действий").click()
    page.get_by_role("combobox", name="Действие").select_option(label="Права изменены")
    page.get_by_role("button", name="Показать", exact=True).click()
    entry = page.locator(".trail-entry")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text(HEADS_NAME)
    expect(entry.get_by_role("link", name=NAME)).to_be_visible()
    entry.get_by_text("Что изменилось: 1").click()
    row = entry.get_by_role("row").nth(1)
    expect(row).to_contain_text(f"Право: {RIGHT}")
    expect(row.get_by_role("cell")).to_have_text(["да", "нет"])


def the_head_lets_go(page: Page) -> None:
    menu_of(page, "Компания").filter(has_text=LIST).click()
    open_row(page)
    page.get_by_label("Работает").uncheck()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text(f"Сохранено: {NAME}.")).to_be_visible()


def the_employee_is_out(service: Service, page: Page) -> None:
    """At the next click, and not even the right password and code lead in again."""
    menu_of(page, "Компания").filter(has_text="Подрядчики").click()
    expect(page).to_have_url(service.url("alpha", "/crm/login/?next=/crm/contractors/"))
    enter(page, OWN_PASSWORD)
    expect(page.get_by_text("Логин или пароль не подходят")).to_be_visible()


def the_row_stays(page: Page) -> None:
    expect(row_of(page)).to_contain_text("не работает")
    open_row(page)
    page.get_by_role("button", name="Действия").click()
    page.get_by_role("link", name="История изменений").click()
    acts = page.locator(".trail-act")
    expect(acts.filter(has_text="Сотрудник добавлен")).to_have_count(1)
    last = page.locator(".trail-entry").first
    expect(last).to_contain_text("Сотрудник изменён")
    last.get_by_text("Что изменилось").click()
    expect(last.get_by_role("row").filter(has_text="205")).to_contain_text("пусто")

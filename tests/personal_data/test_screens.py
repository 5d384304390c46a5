import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.accounting.models import Account
from crm.company.models import Employee
from crm.imports.models import ImportRun
from crm.journal.models import Entry
from crm.personal_data.models import ErasureAct
from crm.rights.enums import EMPLOYEE_ROLES, Role
from crm.rights.models import Access
from identity.models import User
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory
from tests.personal_data.conftest import REASON, key

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
URL = "/crm/personal-data/"


@pytest.fixture
def browser(tenant: Tenant, head: User, client_of: Callable[..., Client]) -> Client:
    return client_of(tenant, head)


def found(browser: Client, **asked: str) -> list[str]:
    return [anchor.held.key for anchor in browser.get(URL, asked).context["found"]]


def test_a_person_is_found_by_whatever_is_known(browser: Client, former: Account, left: Employee, head: User):
    other = AccountFactory(house=former.house, number="2", last_name="Кузнецова", first_name="Ольга", by=head)

    assert found(browser, last_name="кузнецова") == [key(other), key(former)][::-1]
    assert found(browser, last_name="Кузнецова", first_name="анна") == [key(former)]
    assert found(browser, number="00012345") == [key(former)]
    assert found(browser, phone="8 (908) 437-34-18") == [key(left)]
    assert found(browser, email="Komarov@Example.ru") == [key(left)]
    assert found(browser, last_name="Комаров") == [key(left)]
    assert found(browser, last_name="Кузне") == []


def test_nothing_is_found_for_nothing(browser: Client):
    assert "Напишите фамилию, номер счёта" in browser.get(URL, {"first_name": "Анна"}).content.decode()
    assert "Телефон не распознан" in browser.get(URL, {"phone": "12"}).content.decode()
    assert "Никого не нашли" in browser.get(URL, {"last_name": "Никто"}).content.decode()


def test_the_file_holds_everything_with_ground_and_history(
    browser: Client, former: Account, left: Employee, loaded: ImportRun, head: User
):
    page = browser.get(f"{URL}person/?row={key(former)}&row={key(left)}").content.decode()

    for words in (
        "Кузнецова Анна", "00012345", "+7 908 437-34-18", "komarov@example.ru", "счета.csv", "Вход в Бурмистр",
        "Бухгалтерский учёт, 5 лет", "Трудовой договор", "Лицевой счёт отключён", "Журнал нельзя изменить",
        f'href="/crm/accounts/edit/{former.pk}/"', f'href="/crm/employees/edit/{left.pk}/"',
    ):  # fmt: skip
        assert words in page, words


def test_looking_is_itself_written_and_seen_at_the_next_look(browser: Client, former: Account, head: User):
    browser.get(f"{URL}person/?row={key(former)}")

    entry = Entry.objects.get(action="personal_data.open_file")
    assert (entry.actor, entry.object_id, entry.object_text) == (head, str(former.pk), "Лицевой счёт 00012345")
    assert "Персональные данные просмотрены" in browser.get(f"{URL}person/?row={key(former)}").content.decode()


def test_it_is_taken_away_as_pdf_and_json(browser: Client, former: Account, left: Employee, head: User):
    rows = f"row={key(former)}&row={key(left)}"
    pdf = browser.get(f"{URL}person.pdf?{rows}")
    data = json.loads(browser.get(f"{URL}person.json?{rows}").content)

    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert [section["title"] for section in data["sections"]] == [
        "Сотрудники и учётные записи", "Лицевые счета", "Письма", "Журнал действий",
    ]  # fmt: skip
    fields = {field["label"]: field["value"] for field in data["sections"][1]["rows"][0]["fields"]}
    assert (fields["Собственник"], fields["Баланс, ₽"]) == ("Кузнецова Анна Петровна", "0,00")
    written = Entry.objects.filter(action="personal_data.export_file").order_by("id")
    assert [entry.changes["export_form"][1] for entry in written] == ["PDF", "JSON"]
    assert "Кузнецова" not in str([entry.changes for entry in written])
    assert browser.get(f"{URL}person.exe?{rows}").status_code == 404


def test_from_the_dry_run_to_the_act(browser: Client, former: Account, loaded: ImportRun):
    url = f"{URL}erase/?row={key(former)}"
    page = browser.get(url)
    assert "Пока ничего не стёрто" in page.content.decode()
    assert Account.objects.get(pk=former.pk).last_name == "Кузнецова"
    shown = page.context["form"].initial["shown"]

    answer = browser.post(url, {"shown": shown, "asked_on": "2026-02-01", "reason": REASON})
    assert answer.status_code == 200, "the tick is missing"
    assert ErasureAct.objects.count() == 0

    answer = browser.post(url, {"shown": shown, "asked_on": "2026-02-01", "reason": REASON, "sure": "on"}, follow=True)

    act = ErasureAct.objects.get()
    assert "Составлен акт № 1 от" in answer.content.decode()
    assert Account.objects.get(pk=former.pk).last_name == "Данные стёрты"
    paper = browser.get(f"{URL}acts/{act.pk}.pdf")
    assert paper.content[:5] == b"%PDF-"
    again = browser.get(url).content.decode()
    assert "Стирать нечего" in again
    assert "Стереть и составить акт" not in again


def test_a_list_that_changed_is_shown_anew_and_ticked_anew(browser: Client, former: Account):
    url = f"{URL}erase/?row={key(former)}"
    answer = browser.post(url, {"shown": "x", "asked_on": "2026-02-01", "reason": REASON, "sure": "on"})

    page = answer.content.decode()
    assert "Проверьте список ещё раз" in page
    assert f'name="shown" value="{browser.get(url).context["form"].initial["shown"]}"' in page
    assert 'name="sure" required id="id_sure"' in page.replace(" checked", "!")
    assert Account.objects.get(pk=former.pk).last_name == "Кузнецова"


def test_what_cannot_be_erased_says_why_and_has_no_button(browser: Client, head: User):
    account = AccountFactory(by=head)
    page = browser.get(f"{URL}erase/?row={key(account)}").content.decode()
    assert "Сначала отключите счёт" in page
    assert "Стереть и составить акт" not in page


@pytest.mark.parametrize(
    "rows", ["", "row=accounts:987654", "row=x", "row=accounts:x", "row=gone:1", "row=accounts:" + "9" * 30]
)
def test_nobody_leads_back_to_the_search(browser: Client, rows: str):
    for path in ("person/", "person.pdf", "erase/"):
        assert browser.get(f"{URL}{path}?{rows}")["Location"] == URL


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_the_head_alone(role: Role, tenant: Tenant, client_of, former: Account):
    browser = client_of(tenant, make_employee(role, email="one@example.ru"))
    paths = ["", f"person/?row={key(former)}", f"person.json?row={key(former)}", f"erase/?row={key(former)}", "acts/"]
    assert {path: browser.get(f"{URL}{path}").status_code == 200 for path in paths} == dict.fromkeys(
        paths, role is Role.HEAD
    )


def test_who_may_look_but_not_erase(tenant: Tenant, client_of, former: Account):
    user = make_employee(Role.CLIENT_DESK)
    Access.objects.filter(user=user).update(given=["personal_data.see_file@computer"])
    browser = client_of(tenant, User.objects.get(pk=user.pk))

    page = browser.get(f"{URL}person/?row={key(former)}").content.decode()
    assert "Кузнецова" in page
    assert "Отозвать согласие" not in page
    shown = {"shown": "x", "asked_on": "2026-02-01", "reason": REASON, "sure": "on"}
    assert browser.post(f"{URL}erase/?row={key(former)}", shown).status_code == 302
    assert Account.objects.get(pk=former.pk).last_name == "Кузнецова"


def test_a_search_and_a_file_cost_the_same_however_many_rows(browser: Client, former: Account, head: User):
    def cost(path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        return len(queries)

    search, file = f"{URL}?last_name=Кузнецова", f"{URL}person/?row={key(former)}"
    before = cost(search), cost(file)
    for number in range(10):
        AccountFactory(house=former.house, number=str(number), last_name="Кузнецова", by=head)
        Entry.objects.create(action="x", object_type="accounting.account", object_id=str(former.pk), actor=head)
    assert (cost(search), cost(file)) == before

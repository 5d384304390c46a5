import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.domain.houses import add_house
from crm.accounting.models import Account, House
from crm.journal.models import Entry
from crm.rights.enums import Role

pytestmark = pytest.mark.integration

ACCOUNT = {
    "house": "ленина 86",
    "number": "00012345",
    "kind": "flat",
    "flat": "12",
    "area": "45,2",
    "last_name": "Иванова",
    "first_name": "Нина",
    "patronymic": "Петровна",
    "balance": "1 520,40",
}


@pytest.fixture
def house(tenant):
    return add_house(city="Верхнекамск", street="Ленина", number="86", by=None)


def add(house: House, number: str, **values: object) -> Account:
    return add_account(house=house, number=number, by=None, **{"last_name": "Ли", "first_name": "Бо", **values})


def test_house_is_added_as_the_manual_says(staff):
    desk = staff(Role.CLIENT_DESK)

    answer = desk.post("/crm/houses/new/", {"city": "Верхнекамск", "street": "Ленина", "number": "86"}, follow=True)

    assert "Дом «Верхнекамск, ул. Ленина, д. 86» добавлен." in answer.content.decode()
    assert House.objects.get().region == "Пермский край"


def test_town_is_suggested_by_a_few_letters(staff):
    answer = staff(Role.CLIENT_DESK).get("/crm/accounting/towns/", {"city": "верхнек"})

    assert '<option value="Верхнекамск, Пермский край">' in answer.content.decode()


def test_house_is_suggested_by_its_street(staff, house):
    answer = staff(Role.CLIENT_DESK).get("/crm/accounting/houses/", {"house": "лен"})

    assert '<option value="Верхнекамск, ул. Ленина, д. 86">' in answer.content.decode()


def test_account_is_added_as_the_manual_says(staff, house):
    answer = staff(Role.ACCOUNTANT).post("/crm/accounts/new/", ACCOUNT, follow=True)

    assert "Лицевой счёт 00012345, Иванова Нина Петровна добавлен." in answer.content.decode()
    account = Account.objects.get()
    assert (account.house, account.balance, account.area) == (house, Decimal("1520.40"), Decimal("45.20"))


def test_second_account_with_the_number_is_refused_at_the_field(staff, house):
    add(house, "00012345")

    answer = staff(Role.ACCOUNTANT).post("/crm/accounts/new/", ACCOUNT)

    assert "номера не повторяются" in str(answer.context["form"].errors["number"])
    assert Account.objects.count() == 1


def test_account_is_edited_with_what_it_has(staff, house):
    account = add(house, "1", balance=Decimal("-12.30"), area=Decimal("45.20"))
    browser = staff(Role.ACCOUNTANT)
    page = browser.get(f"/crm/accounts/edit/{account.pk}/").content.decode()
    assert 'value="Верхнекамск, ул. Ленина, д. 86"' in page
    assert 'value="-12,30"' in page

    browser.post(f"/crm/accounts/edit/{account.pk}/", ACCOUNT)

    account.refresh_from_db()
    assert (account.number, account.owner) == ("00012345", "Иванова Нина Петровна")


def test_account_is_switched_off_and_on(staff, house):
    account = add(house, "1")
    browser = staff(Role.CLIENT_DESK)
    off = f"/crm/accounting/accounts/{account.pk}/off/"
    assert "Отключить лицевой счёт 1?" in browser.get(off).content.decode()

    browser.post(off, {"on": "2026-02-01"})
    account.refresh_from_db()
    assert (account.is_active, str(account.closed_on)) == (False, "2026-02-01")

    browser.post(f"/crm/accounting/accounts/{account.pk}/on/")
    account.refresh_from_db()
    assert (account.is_active, account.closed_on) == (True, None)


def test_house_with_accounts_is_not_deleted(staff, house):
    add(house, "1")

    answer = staff(Role.CLIENT_DESK).post(f"/crm/houses/delete/{house.pk}/", follow=True)

    assert "удалить его нельзя" in answer.content.decode()
    assert House.objects.exists()


def test_there_is_no_deleting_of_accounts(staff, house):
    account = add(house, "1")

    assert staff(Role.HEAD).post(f"/crm/accounts/delete/{account.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees", "edits"),
    [
        (Role.HEAD, True, True),
        (Role.ACCOUNTANT, True, True),
        (Role.CLIENT_DESK, True, True),
        (Role.DISPATCHER, True, False),
        (Role.INSPECTOR, True, False),
        (Role.EXECUTOR, False, False),
    ],
)
def test_who_sees_and_who_edits(role, sees, edits, staff, house):
    account = add(house, "1")
    browser = staff(role)
    seen = ["/crm/houses/", "/crm/accounts/", f"/crm/accounts/inspect/{account.pk}/", "/crm/accounting/houses/"]
    edited = [
        "/crm/houses/new/", f"/crm/houses/edit/{house.pk}/", f"/crm/houses/delete/{house.pk}/",
        "/crm/accounts/new/", f"/crm/accounts/edit/{account.pk}/", f"/crm/accounting/accounts/{account.pk}/off/",
    ]  # fmt: skip

    assert {url: browser.get(url).status_code == 200 for url in seen} == dict.fromkeys(seen, sees)
    assert {url: browser.get(url).status_code == 200 for url in edited} == dict.fromkeys(edited, edits)
    if not edits:
        browser.post("/crm/houses/new/", {"city": "Верхнекамск", "street": "Мира", "number": "1"})
        browser.post(f"/crm/accounting/accounts/{account.pk}/off/", {"on": "2026-02-01"})
        account.refresh_from_db()
        assert (House.objects.count(), account.is_active) == (1, True)


@pytest.mark.parametrize("url", ["/crm/houses/", "/crm/accounts/", "/crm/accounts/results/?q=ли"])
def test_lists_cost_the_same_however_many_rows(url, staff, house, django_assert_num_queries):
    add(house, "1")
    browser = staff(Role.HEAD)
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for n in range(2, 12):
        add(add_house(city="Верхнекамск", street="Мира", number=str(n), by=None), str(n))

    with django_assert_num_queries(len(few)):
        browser.get(url)


def test_list_is_filtered_by_house_state_kind_and_debt(staff, house):
    other = add_house(city="Верхнекамск", street="Мира", number="1", by=None)
    add(house, "1", balance=Decimal(5))
    add(house, "2", balance=Decimal(-5), flat="пом. 7Н")
    deactivate(add(other, "3"), by=None)
    browser = staff(Role.HEAD)

    def numbers(query: str) -> list[str]:
        return [account.number for account in browser.get(f"/crm/accounts/?{query}").context["object_list"]]

    assert numbers(f"house={other.pk}") == ["3"]
    assert numbers("state=active") == ["1", "2"]
    assert numbers("kind=commercial") == ["2"]
    assert [numbers(f"balance={code}") for code in ("debt", "overpaid", "zero")] == [["1"], ["2"], ["3"]]


def test_xlsx_keeps_zeros_as_text_and_no_formula(staff, house):
    add(house, "00012345", last_name="ООО «Лютик»", balance=Decimal("1520.40"))
    Account.objects.update(last_name="=1+1")

    answer = staff(Role.ACCOUNTANT).get("/crm/accounts/?export=xlsx")

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    number, balance, name = sheet[2][:3]
    assert (number.value, number.data_type, number.number_format) == ("00012345", "s", "@")
    assert float(balance.value) == 1520.40
    assert (name.value, name.data_type) == ("=1+1", "s")


def test_csv_is_for_russian_excel_and_safe(staff, house):
    add(house, "00012345", balance=Decimal("-12.30"))
    Account.objects.update(last_name="=1+1")

    answer = staff(Role.ACCOUNTANT).get("/crm/accounts/?export=csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Л.С;Баланс;Фамилия;Имя;Отчество;Квартира;Дом;Город;Регион;Площадь")
    assert lines[1].startswith(
        '00012345;-12,30;\'=1+1;Бо;;;"ул. Ленина, д. 86";Верхнекамск;Пермский край;'.replace('"', "")
    )


def test_csv_for_old_programs_is_in_windows_1251(staff, house):
    add(house, "00012345", last_name="Ёлкин", balance=Decimal("1520.40"))

    answer = staff(Role.ACCOUNTANT).get("/crm/houses/?export=csv-1251")

    lines = b"".join(answer.streaming_content).decode("windows-1251").splitlines()
    assert lines[0].startswith("Улица;Номер дома;Город;Регион;Участок;Лицевых счетов;Действуют;Долг, руб.;")
    assert lines[1].startswith("ул. Ленина;86;Верхнекамск;Пермский край;;1;1;1520,40;")
    assert answer["Content-Type"] == "text/csv; charset=windows-1251"


def test_export_holds_what_is_filtered_and_is_in_the_journal(staff, house):
    add(house, "1", balance=Decimal(5))
    add(house, "2")

    answer = staff(Role.ACCOUNTANT).get("/crm/accounts/?balance=debt&export=csv-1251")

    assert len(b"".join(answer.streaming_content).splitlines()) == 2
    changes = Entry.objects.get(action="accounting.export_accounts").changes
    assert changes["export_rows"] == [None, 1]
    assert changes["export_filters"] == [None, "Баланс: Есть долг"]
    assert changes["export_form"] == [None, "CSV (Windows-1251)"]


def test_first_steps_tick_themselves(tenant):
    from crm.shell import first_steps

    done = {code: step.done for code, step in first_steps._steps.items()}
    assert (done["house"](), done["accounts"]()) == (False, False)

    add(add_house(city="Верхнекамск", street="Ленина", number="86", by=None), "1")

    assert (done["house"](), done["accounts"]()) == (True, True)

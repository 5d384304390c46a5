"""The one screen that answers a phone call."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.accounting import cards
from crm.accounting.cards import Card
from crm.accounting.domain.accounts import add_account, change_account, deactivate
from crm.accounting.domain.houses import add_house
from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.accounting.rights import EDIT_ACCOUNTS, SEE_ACCOUNTS
from crm.rights.enums import Role
from tests.conftest import make_employee

pytestmark = pytest.mark.integration


@pytest.fixture
def account(tenant) -> Account:
    house = add_house(city="Верхнекамск", street="Ленина", number="86", by=None)
    House.objects.update(dispatcher_note="Ключ от подвала в кв. 5")
    return add_account(
        house=house, number="00012345", last_name="Иванова", first_name="Нина", patronymic="Петровна", flat="12",
        entrance=2, floor=4, area=Decimal("45.20"), balance=Decimal("1520.40"), by=None,
    )  # fmt: skip


def page_of(browser, account: Account) -> str:
    return browser.get(f"/crm/accounts/inspect/{account.pk}/").content.decode()


def test_head_answers_who_where_how_much_and_as_of_when(staff, account):
    page = page_of(staff(Role.DISPATCHER), account)

    for said in (
        "Иванова Нина Петровна", "00012345", "Верхнекамск, ул. Ленина, д. 86", "кв. 12", "долг", "1\xa0520,40 ₽",
        f"по данным на {account.balance_on:%d.%m.%Y}", "Действует", "Ключ от подвала в кв. 5", "подъезд 2, этаж 4",
    ):  # fmt: skip
        assert said in page


@pytest.mark.parametrize(
    ("balance", "word", "money"), [(Decimal("-12.30"), "переплата", "12,30 ₽"), (Decimal(0), "долга нет", "0,00 ₽")]
)
def test_overpayment_is_said_in_words_and_not_by_a_sign(balance, word, money, staff, account):
    Account.objects.filter(pk=account.pk).update(balance=balance)

    page = page_of(staff(Role.DISPATCHER), account)

    assert f"<span>{word}</span>" in page
    assert f"<b>{money}</b>" in page


def test_closed_account_says_who_is_there_now(staff, account):
    deactivate(account, on=date(2026, 2, 1), by=None)
    new = add_account(
        house=account.house, number=account.number, last_name="Ярцева", first_name="Ия", flat="12", by=None
    )
    Account.objects.filter(pk=new.pk).update(predecessor=account)

    page = page_of(staff(Role.DISPATCHER), account)

    assert "Отключён с 01.02.2026" in page
    assert f'Сейчас здесь: <a href="/crm/accounts/inspect/{new.pk}/">Ярцева Ия</a>' in page


@pytest.mark.parametrize(("role", "buttons"), [(Role.ACCOUNTANT, True), (Role.DISPATCHER, False)])
def test_buttons_are_for_those_who_may(role, buttons, staff, account):
    page = page_of(staff(role), account)

    for url in (f"/crm/accounts/edit/{account.pk}/", f"/crm/accounting/accounts/{account.pk}/off/"):
        assert (f'href="{url}"' in page) is buttons


def test_cards_stand_in_order_and_only_for_those_who_may(staff, account, monkeypatch):
    monkeypatch.setattr(cards, "_cards", {})
    template = "accounting/premises_card.html"
    for code, order, action in [("late", 90, SEE_ACCOUNTS), ("soon", 5, SEE_ACCOUNTS), ("secret", 50, EDIT_ACCOUNTS)]:
        cards.register(Card(code, order, f"Раздел {code}", action, template, lambda account, user: {}))
    cards.register(Card("empty", 1, "Раздел empty", SEE_ACCOUNTS, template, lambda account, user: None))

    page = page_of(staff(Role.DISPATCHER), account)

    assert [code for code in ("soon", "late") if f"Раздел {code}" in page] == ["soon", "late"]
    assert page.index("Раздел soon") < page.index("Раздел late")
    assert "Раздел secret" not in page
    assert "Раздел empty" not in page


def test_history_shows_the_last_ten_acts(tenant, client_of, account):
    head = make_employee(Role.HEAD)
    for floor in range(1, 13):
        change_account(
            account, house=account.house, number="00012345", last_name="Иванова", first_name="Нина",
            patronymic="Петровна", kind=Kind.FLAT, flat="12", entrance=2, floor=floor + 10, area=None,
            balance=Decimal("1520.40"), by=head,
        )  # fmt: skip

    page = page_of(client_of(tenant, head), account)

    assert page.count("Лицевой счёт изменён") == 10
    assert f"object=accounting.account%3A{account.pk}" in page


def test_screen_costs_the_same_however_long_the_history(staff, account, django_assert_num_queries):
    browser = staff(Role.ACCOUNTANT)
    Account.objects.filter(pk=account.pk).update(balance=1, balance_on=date(2026, 3, 1))
    page_of(browser, account)
    with CaptureQueriesContext(connection) as few:
        page_of(browser, account)
    count = len(few)
    for day in range(2, 9):
        Account.objects.filter(pk=account.pk).update(balance=day, balance_on=date(2026, 3, day))

    page_of(browser, account)  # the process learns the tenant anew
    with django_assert_num_queries(count):
        page_of(browser, account)
    assert count <= 45


@pytest.mark.parametrize(("field", "value"), [("entrance", 0), ("entrance", 51), ("floor", -4), ("floor", 101)])
def test_entrance_and_floor_are_those_of_a_house(field, value, staff, account):
    answer = staff(Role.ACCOUNTANT).post(
        f"/crm/accounts/edit/{account.pk}/",
        {
            "house": str(account.house), "number": "00012345", "kind": "flat", "flat": "12", "last_name": "Иванова",
            "first_name": "Нина", "patronymic": "Петровна", "balance": "0", field: value,
        },
    )  # fmt: skip

    assert "В этом доме" in str(answer.context["form"].errors[field])

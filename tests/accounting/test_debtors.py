"""«Должники»: who owes, for how long, by house; cut by filters and by rights."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from crm.accounting.domain import debts
from crm.accounting.domain.accounts import deactivate
from crm.accounting.enums import Kind
from crm.accounting.models import Account, House
from crm.journal.models import Entry
from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import Role, Rows
from crm.rights.models import Access, Section
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory

pytestmark = pytest.mark.integration

LIST, BY_HOUSE = "/crm/debtors/", "/crm/accounting/debtors/houses/"


def owes(number: str, balance: int, *, days: int = 0, older: bool = False, **values: Any) -> Account:
    """An account that owes for so many days."""
    made = AccountFactory(number=number, by=None, **values)
    since = timezone.localdate() - timedelta(days=days)
    Account.objects.filter(pk=made.pk).update(
        balance=balance, balance_on=timezone.localdate(), debt_since=since if balance > 0 else None, debt_is_older=older
    )
    return Account.objects.get(pk=made.pk)


def numbers(browser: Any, query: str = "") -> list[str]:
    return [account.number for account in browser.get(f"{LIST}?{query}").context["object_list"]]


def test_only_who_owes_largest_first(tenant, staff, head):
    owes("1", 100)
    owes("2", 500)
    owes("3", 0)
    owes("4", -70)
    deactivate(owes("5", 900), by=head)

    assert numbers(staff(Role.ACCOUNTANT)) == ["2", "1"]


def test_list_is_cut_by_sum_age_house_section_kind_and_state(tenant, staff, head):
    section = Section.objects.create(name="Центр")
    house, other = HouseFactory(street="Мира", by=None), HouseFactory(by=None)
    House.objects.filter(pk=house.pk).update(section=section)
    owes("1", 100, days=3, house=house)
    owes("2", 500, days=100, house=other)
    owes("3", 300, days=400, house=other, kind=Kind.PARKING)
    deactivate(owes("4", 50, house=other), by=head)
    browser = staff(Role.ACCOUNTANT)

    assert numbers(browser, "debt_from=300") == ["2", "3"]
    assert numbers(browser, "debt_to=300") == ["3", "1"]
    assert [numbers(browser, f"age={age.code}") for age in debts.AGES] == [["1"], [], ["2"], [], ["3"]]
    assert numbers(browser, "months=3") == ["2", "3"]
    assert numbers(browser, f"house={house.pk}") == ["1"]
    assert numbers(browser, f"section={section.pk}") == ["1"]
    assert numbers(browser, "kind=parking") == ["3"]
    assert numbers(browser, "state=closed") == ["4"]
    assert numbers(browser, "state=all") == ["2", "3", "1", "4"]


def test_list_is_cut_by_phones_once_a_module_keeps_them(tenant, staff, monkeypatch):
    monkeypatch.setattr(debts, "_has_phone", [lambda: Q(number="1")])
    owes("1", 100)
    owes("2", 500)
    browser = staff(Role.ACCOUNTANT)

    assert [numbers(browser, f"phone={code}") for code in ("yes", "no")] == [["1"], ["2"]]


def test_list_is_sorted_by_how_long(tenant, staff):
    owes("1", 100, days=3)
    owes("2", 500, days=90)

    assert numbers(staff(Role.ACCOUNTANT), "ordering=debt_since") == ["2", "1"]


def test_age_says_at_least_where_the_debt_is_older_than_our_data(tenant):
    today = date(2026, 11, 27)

    def words(since: date, *, older: bool) -> str:
        return debts.age_in_words(Account(debt_since=since, debt_is_older=older), today)

    assert words(date(2026, 3, 14), older=False) == "8 мес."
    assert words(date(2026, 3, 14), older=True) == "не меньше 8 мес."
    assert words(date(2026, 11, 20), older=False) == "7 дн."
    assert debts.age_in_words(Account(), today) == ""


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 27), 1, date(2026, 10, 27)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 3, date(2025, 10, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_before_a_day(day, months, before):
    assert debts.months_before(day, months) == before


def test_every_debt_is_in_exactly_one_band(tenant):
    for number, days in enumerate((0, 27, 28, 29, 30, 31, 32, 89, 91, 93, 180, 184, 360, 365, 366, 367, 900)):
        owes(str(number), 10, days=days)

    totals = debts.totals_by_age(debts.debtors())

    assert sum(total.accounts for total in totals) == 17
    assert sum(total.debt for total in totals) == 170
    assert all(total.accounts for total in totals)


def test_totals_by_house_largest_first_with_what_is_old(tenant, staff):
    one, other = HouseFactory(street="Ленина", number="1", by=None), HouseFactory(street="Мира", number="2", by=None)
    owes("1", 100, house=one)
    owes("2", 60, days=200, house=one)
    owes("3", 400, house=other)

    context = staff(Role.ACCOUNTANT).get(BY_HOUSE).context

    assert [
        (total.house.address, total.accounts, total.debt, total.old, total.share, total.old_share)
        for total in context["totals"]
    ] == [("ул. Мира, д. 2", 1, 400, 0, 100, 0), ("ул. Ленина, д. 1", 2, 160, 60, 40, 15)]
    assert (context["debt"], context["accounts"]) == (560, 3)


def test_houses_keep_the_filter_of_the_list(tenant, staff):
    owes("1", 100)
    owes("2", 500)

    page = staff(Role.ACCOUNTANT).get(BY_HOUSE, {"debt_from": "300"})

    assert page.context["accounts"] == 1
    assert "Долг от, ₽: 300" in page.content.decode()


@pytest.mark.parametrize("url", [LIST, BY_HOUSE])
def test_only_debtors_of_own_houses_are_seen(url, tenant, client_of):
    mine, foreign = HouseFactory(street="Своя", by=None), HouseFactory(street="Чужая", by=None)
    owes("1", 100, house=mine)
    owes("2", 500, house=foreign)
    user = make_employee(Role.CLIENT_DESK)
    section = Section.objects.create(name="Центр")
    section.people.add(user)
    House.objects.filter(pk=mine.pk).update(section=section)
    now = Rights.of(Access.objects.get(user=user))
    narrow = dict.fromkeys(("accounting.see_accounts", "accounting.edit_accounts"), Rows.SECTION)
    set_rights(user, Rights(now.role, now.boxes, {**now.rows, **narrow}), by=None)

    page = client_of(tenant, user).get(url)

    assert "Своя" in page.content.decode()
    assert "Чужая" not in page.content.decode()
    assert page.context["debt"] == 100


@pytest.mark.parametrize("url", [LIST, BY_HOUSE, f"{LIST}?q=ли&age=1"])
def test_screens_cost_the_same_however_many_debtors(url, tenant, staff, django_assert_num_queries):
    owes("1", 100, last_name="Ли")
    browser = staff(Role.HEAD)
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for n in range(2, 12):
        owes(str(n), n, last_name="Ли", house=HouseFactory(street="Мира", number=str(n), by=None))

    with django_assert_num_queries(len(few)):
        browser.get(url)


def test_export_keeps_zeros_holds_no_formula_and_is_in_the_journal(tenant, staff):
    owes("00012345", 100, days=40, older=True, last_name="ООО")
    owes("2", 50)
    Account.objects.filter(number="00012345").update(last_name="=1+1", first_name=".", patronymic=".")
    browser = staff(Role.ACCOUNTANT)

    sheet = load_workbook(
        io.BytesIO(b"".join(browser.get(f"{LIST}?debt_from=60&export=xlsx").streaming_content))
    ).active
    lines = b"".join(browser.get(f"{LIST}?export=csv").streaming_content).decode("utf-8-sig").splitlines()

    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("Л.С", "Долг, ₽")
    assert (len(rows), rows[1][0], rows[1][4], rows[1][5], rows[1][6]) == (2, "00012345", 1, "да", "=1+1")
    assert (sheet["G2"].data_type, sheet["A2"].data_type) == ("s", "s")
    assert lines[1].startswith("00012345;100,00;")
    assert ";'=1+1;" in lines[1]
    entries = Entry.objects.filter(action="accounting.export_debtors").order_by("pk")
    assert [entry.changes["export_rows"] for entry in entries] == [[None, 1], [None, 2]]
    assert entries[0].changes["export_filters"] == [None, "Долг от, ₽: 60"]


def test_export_asks_who_it_is_when_that_was_long_ago(tenant, staff):
    owes("1", 100)
    browser = staff(Role.ACCOUNTANT)
    session = browser.session
    session["proved_at"] = 0
    session.save()

    answer = browser.get(f"{LIST}?export=csv")

    assert answer.status_code == 302
    assert "proof" in answer.headers["Location"]
    assert not Entry.objects.filter(action="accounting.export_debtors").exists()


@pytest.mark.parametrize("code", ["debt", "debtors"])
def test_figures_of_the_desk_count_debts_of_active_accounts(code, tenant, head):
    from crm.accounting import figures

    owes("1", 1500)
    owes("2", -100)
    deactivate(owes("3", 900), by=head)

    told = {"debt": figures.debt(head), "debtors": figures.debtors(head)}
    assert told[code].replace("\u00a0", " ") == {"debt": "1 500 ₽", "debtors": "1"}[code]


def test_card_of_an_account_shows_its_balances(tenant, head, django_assert_num_queries):
    from crm.accounting import debt_card

    account = AccountFactory(balance=Decimal(100), by=head)
    for n in range(1, 20):
        Account.objects.filter(pk=account.pk).update(balance=n, balance_on=date(2026, 10, n))
    account.refresh_from_db()

    with django_assert_num_queries(1):
        shown = debt_card.context(account, head)

    assert [one.balance for one in shown["history"]] == list(range(19, 13, -1))
    assert shown["has_more"]
    assert "не меньше" in shown["age"]


def test_whole_history_is_a_page_of_its_own(tenant, staff):
    account = AccountFactory(balance=Decimal(100), by=None)
    Account.objects.filter(pk=account.pk).update(balance=-5, balance_on=date(2026, 10, 1))

    page = staff(Role.DISPATCHER).get(f"/crm/accounting/accounts/{account.pk}/balance/").content.decode()

    assert "01.10.2026" in page
    assert "-5,00" in page

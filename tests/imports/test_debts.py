"""«Импортировать задолженность» (manual, section 7): two columns, minus is an overpayment."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.accounting.domain.accounts import deactivate
from crm.accounting.domain.balances import balance_history
from crm.accounting.models import Account, BalanceChange
from crm.imports.domain import runs, undoing
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.rights.enums import Role
from identity.models import User
from tests.factories import AccountFactory, HouseFactory

pytestmark = pytest.mark.integration

DATA = Path(__file__).resolve().parents[1] / "data"
ON = date.today() - timedelta(days=10)


@pytest.fixture
def check_debts(head: User) -> Callable[..., ImportRun]:
    def make(file: str | list[str], **options: Any) -> ImportRun:
        content = (DATA / file).read_bytes() if isinstance(file, str) else table(*file)
        options = {"on": ON.isoformat(), "absent": "keep", **options}
        run = runs.upload(kind="debts", file=SimpleUploadedFile("долги.csv", content), options=options, by=head)
        runs.check(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


@pytest.fixture
def load_debts(check_debts: Callable[..., ImportRun], head: User) -> Callable[..., ImportRun]:
    def make(file: str | list[str], **options: Any) -> ImportRun:
        run = check_debts(file, **options)
        runs.confirm(run, by=head)
        runs.load(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


def table(*rows: str) -> bytes:
    return "\r\n".join(["Л.С;Баланс", *rows]).encode("cp1251")


def account(number: str, balance: int = 0, **values: Any) -> Account:
    made = AccountFactory(number=number, by=None, **values)
    Account.objects.filter(pk=made.pk).update(balance=balance, balance_on=ON - timedelta(days=30))
    return Account.objects.get(pk=made.pk)


def balances() -> dict[str, Decimal]:
    return dict(Account.objects.values_list("number", "balance"))


def notices(run: ImportRun) -> str:
    return "\n".join(notice["message"] for notice in run.report["notices"])


def test_whole_file_of_debts_changes_balances_and_their_date_only(loaded, load_debts):
    loaded("accounts.csv")
    names = list(Account.objects.order_by("pk").values_list("number", "name_key", "house", "flat"))
    day = timezone.localdate()

    run = load_debts("debts.csv", on=day.isoformat())

    assert (run.status, run.total, run.added, run.refused) == (Status.DONE, 2184, 0, 0)
    changed = Account.objects.get(number="00116501")
    assert (changed.balance, changed.balance_on) == (Decimal("1425.57"), day)
    assert list(Account.objects.order_by("pk").values_list("number", "name_key", "house", "flat")) == names
    assert Account.objects.filter(balance__lt=0).count() > 10, "minus is an overpayment"


def test_same_file_once_more_changes_nothing(loaded, load_debts, check_debts):
    loaded("accounts.csv")
    load_debts("debts.csv", on=timezone.localdate().isoformat())
    before = list(Account.objects.order_by("pk").values())

    again = check_debts("debts.csv", on=timezone.localdate().isoformat())

    assert (again.changed, again.unchanged, again.may_load) == (0, 2184, False)
    assert list(Account.objects.order_by("pk").values()) == before


def test_unknown_account_is_refused_with_its_row_and_what_to_do(loaded, check_debts):
    loaded("accounts.csv")

    run = check_debts("debts_unknown.csv")

    assert (run.refused, run.may_load) == (1, False)
    problem = run.report["problems"][0]
    assert (problem["field"], problem["value"] in balances()) == ("Л.С", False)
    assert "сначала добавьте" in problem["message"]


def test_history_says_which_file_and_who(load_debts, head):
    known = account("00000001", 5)

    run = load_debts(["00000001;-10,50"])

    last = balance_history(known).first()
    assert (last.balance, last.balance_on, last.import_run, last.by) == (Decimal("-10.50"), ON, run, head)


def test_number_twice_is_refused(check_debts):
    account("00000001")

    run = check_debts(["00000001;5", "00000001;6"])

    assert (run.refused, run.report["problems"][0]["row"]) == (1, 3)
    assert "уже есть в строке 2" in run.report["problems"][0]["message"]


@pytest.mark.parametrize("row", ["00000001;", "00000001;много", ";5"])
def test_row_without_a_number_or_a_sum_is_refused(check_debts, row):
    account("00000001")

    assert check_debts([row]).refused == 1


def test_closed_account_is_passed_over_with_a_notice(load_debts, head):
    deactivate(account("00000001", 7), by=head)
    account("00000002")

    run = load_debts(["00000001;100", "00000002;50"])

    assert balances() == {"00000001": 7, "00000002": 50}
    assert (run.changed, run.skipped, run.unchanged) == (1, 1, 0)
    assert "00000001: этот счёт отключён" in notices(run)


def test_newer_balance_is_not_put_back_by_an_older_file(load_debts):
    newer = account("00000001", 7)
    Account.objects.filter(pk=newer.pk).update(balance_on=ON + timedelta(days=1))
    account("00000002")

    run = load_debts(["00000001;100", "00000002;50"])

    assert balances() == {"00000001": 7, "00000002": 50}
    assert run.skipped == 1
    assert "Оставили более новый" in notices(run)


def test_same_sum_moves_the_date_of_the_data(load_debts):
    known = account("00000001", 5)

    run = load_debts(["00000001;5"])

    known.refresh_from_db()
    assert (known.balance, known.balance_on, run.changed) == (5, ON, 1)
    assert "обновится только дата данных" in notices(run)


def test_dry_run_says_what_changes_by_house_and_changes_nothing(check_debts):
    one, other = HouseFactory(street="Ленина", number="1"), HouseFactory(street="Мира", number="2")
    account("00000001", 100, house=one)
    account("00000002", 50, house=one)
    account("00000003", 70, house=other)

    run = check_debts(["00000001;10", "00000002;50"], on=(ON - timedelta(days=30)).isoformat())

    assert [
        (group["title"], group["changed"], Decimal(group["before"]), Decimal(group["after"]))
        for group in run.report["groups"]
    ] == [("ул. Ленина, д. 1", 1, 150, 60)]
    assert [(c["object"], c["old"], c["new"]) for c in run.report["changes"]] == [("00000001", "100.00", "10.00")]
    assert balances() == {"00000001": 100, "00000002": 50, "00000003": 70}


def test_accounts_that_the_file_does_not_name_stay(load_debts):
    account("00000001", 1)
    account("00000002", 500)

    run = load_debts(["00000001;10"])

    assert balances() == {"00000001": 10, "00000002": 500}
    assert "которых нет в файле: 1, всего 500,00 ₽. Их долг останется" in notices(run)


def test_file_of_all_debtors_clears_the_debts_of_the_others(check_debts, load_debts, head):
    account("00000001", 1)
    forgiven = account("00000002", 500)
    account("00000003", -40)
    deactivate(account("00000004", 60), by=head)

    run = check_debts(["00000001;10"], absent="zero")
    assert "которых нет в файле: 1, всего 500,00 ₽. Их долг станет нулём" in notices(run)
    assert (run.changed, run.unchanged) == (2, 0)

    run = load_debts(["00000001;10"], absent="zero")
    assert balances() == {"00000001": 10, "00000002": 0, "00000003": -40, "00000004": 60}
    assert balance_history(forgiven).first().import_run == run
    again = check_debts(["00000001;10"], absent="zero")
    assert (again.changed, again.may_load) == (0, False)


def test_zeros_eaten_by_excel_are_asked_about_not_refused(check_debts):
    account("00000001", 1)

    run = check_debts(["1;10"])

    assert run.refused == 0
    assert [question["code"] for question in run.report["questions"]] == ["twins"]


def test_an_account_that_lost_its_number_since_the_check_is_not_passed_over(check_debts, head):
    known = account("00000001", 1)
    run = check_debts(["00000001;10"])
    Account.objects.filter(pk=known.pk).update(number="1")
    runs.confirm(run, by=head)

    runs.load(run.pk)

    run.refresh_from_db()
    assert (run.status, balances()) == (Status.FAILED, {"1": 1})


def test_two_columns_without_a_heading_are_read_by_their_order(load_debts, check_debts, head):
    account("00000001", 1)
    file = SimpleUploadedFile("долги.csv", "00000001;77\r\n".encode("cp1251"))
    run = runs.upload(kind="debts", file=file, options={"on": ON.isoformat(), "absent": "keep"}, by=head)

    runs.check(run.pk)

    run.refresh_from_db()
    assert (run.status, run.changed, run.refused) == (Status.CHECKED, 1, 0)


def test_undo_puts_back_balances_dates_and_since_when(load_debts, head):
    account("00000001", 100)
    account("00000002", 0)
    before = list(Account.objects.order_by("pk").values("balance", "balance_on", "debt_since", "debt_is_older"))
    run = load_debts(["00000001;0", "00000002;30"])

    undoing.ask_undo(run, by=head)
    undoing.undo(run.pk)

    after = list(Account.objects.order_by("pk").values("balance", "balance_on", "debt_since", "debt_is_older"))
    assert after == before
    assert BalanceChange.objects.filter(account__number="00000001").first().balance == 100


def test_form_asks_for_the_date_and_refuses_one_to_come(staff):
    browser = staff(Role.ACCOUNTANT)
    page = browser.get("/crm/imports/debts/new/").content.decode()
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page
    assert "Обнулить долг: в файле все должники" in page

    tomorrow = timezone.localdate() + timedelta(days=1)
    file = SimpleUploadedFile("долги.csv", table("1;5"))
    answer = browser.post("/crm/imports/debts/new/", {"file": file, "on": tomorrow.isoformat(), "absent": "keep"})

    assert "ещё не наступил" in str(answer.context["form"].errors["on"])
    assert not ImportRun.objects.exists()


def test_list_of_owners_has_the_button_of_the_manual(staff):
    assert "Импортировать задолженность" in staff(Role.ACCOUNTANT).get("/crm/accounts/").content.decode()
    assert "Импортировать задолженность" not in staff(Role.DISPATCHER).get("/crm/accounts/").content.decode()

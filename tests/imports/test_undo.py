"""«Откатить импорт»: whole or not at all, with every row that stands in the way named."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.accounting.domain.accounts import change_account
from crm.accounting.domain.houses import add_house
from crm.accounting.models import Account, BalanceChange, House
from crm.imports.domain import runs, undoing
from crm.imports.enums import Status
from crm.imports.models import ImportRun, ImportTrace
from crm.journal.models import Entry
from crm.meters.enums import Resource
from crm.meters.models import Meter
from crm.rights.enums import Role
from tenants.errors import DomainError
from tests.factories import AccountFactory
from tests.imports.test_accounts_files import ROW, table

pytestmark = pytest.mark.integration

OTHER = ROW.replace("00000001", "00000002").replace("Иванова", "Петрова").replace(";12;", ";13;")


@pytest.fixture
def undone(head):
    """Ask to undo a load and let the worker do it."""

    def make(run: ImportRun) -> ImportRun:
        undoing.ask_undo(run, by=head)
        undoing.undo(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


def stored() -> list[dict[str, object]]:
    return [*Account.objects.order_by("pk").values(), *House.objects.order_by("pk").values()]


def change_by_hand(account: Account, *, by, **changes: object) -> None:
    values = {
        "house": account.house, "number": account.number, "last_name": account.last_name,
        "first_name": account.first_name, "patronymic": account.patronymic, "kind": account.kind,
        "flat": account.flat, "entrance": account.entrance, "floor": account.floor, "area": account.area,
        "balance": account.balance,
    }  # fmt: skip
    change_account(account, **values | changes, by=by)


def test_what_was_added_is_gone_with_its_houses_and_first_balances(loaded, undone):
    run = loaded("accounts.csv")
    assert (House.objects.count(), BalanceChange.objects.filter(import_run=run).count()) == (27, 2184)

    run = undone(run)

    assert (run.status, run.get_status_display(), str(run.undone_by)) == (Status.UNDONE, "откачен", str(run.created_by))
    assert [model.objects.count() for model in (Account, House, BalanceChange, ImportTrace)] == [0, 0, 0, 0]
    entry = Entry.objects.get(action="imports.undo_accounts")
    assert entry.changes == {"deleted": [0, 2184 + 27], "restored": [0, 0]}


def test_what_was_changed_is_as_it_was_and_the_history_of_the_balance_goes_on(loaded, undone):
    first = loaded(table(ROW, OTHER))
    before = stored()
    other = ROW.replace("100,50", "-7").replace("Иванова", "Смирнова").replace("Ленина, д. 86", "Мира, д. 1")
    run = loaded(table(other))
    assert (run.changed, House.objects.count()) == (1, 2)

    run = undone(run)

    assert (run.status, stored()) == (Status.UNDONE, before)
    history = BalanceChange.objects.filter(account__number="00000001").order_by("pk")
    assert [(str(row.balance), row.import_run_id, row.by) for row in history] == [
        ("100.50", first.pk, run.created_by),
        ("-7.00", run.pk, run.created_by),
        ("100.50", run.pk, run.created_by),
    ]


def test_loads_are_undone_one_after_another_from_the_last(loaded, undone):
    first = loaded(table(ROW))
    second = loaded(table(ROW.replace("100,50", "5")))

    refused = undone(first)
    assert refused.status == Status.DONE
    assert refused.report["undo"]["rows"] == [
        {"object": "лицевой счёт 00000001, Иванова Нина Петровна",
         "why": f"изменено загрузкой файла «счета.csv» ({second.created_by})"},
    ]  # fmt: skip

    assert undone(second).status == Status.UNDONE
    assert undone(first).status == Status.UNDONE
    assert [model.objects.count() for model in (Account, House, BalanceChange)] == [0, 0, 0]


def test_row_that_somebody_has_changed_is_named_with_who_and_nothing_is_touched(loaded, undone, head):
    run = loaded(table(ROW, OTHER))
    change_by_hand(Account.objects.select_related("house").get(number="00000002"), by=head, balance=Decimal(9))
    before = stored()

    run = undone(run)

    assert (run.status, run.undone_by, stored()) == (Status.DONE, None, before)
    assert run.report["undo"]["total"] == 1
    (row,) = run.report["undo"]["rows"]
    assert row["object"] == "лицевой счёт 00000002, Петрова Нина Петровна"
    assert re.fullmatch(rf"изменено \d\d\.\d\d\.\d{{4}} в \d\d:\d\d, {head}", row["why"])
    assert Entry.objects.get(action="imports.refuse_undo_accounts").changes == {"obstacles": [0, 1]}


def test_change_past_every_domain_function_is_noticed_too(loaded, undone):
    run = loaded(table(ROW))
    Account.objects.update(area=Decimal("45.2"))

    assert undone(run).report["undo"]["rows"][0]["why"] == "изменено после загрузки"


def test_rows_to_which_others_refer_are_named_with_what_and_how_many(loaded, undone, head):
    run = loaded(table(ROW, OTHER))
    account = Account.objects.get(number="00000001")
    for number in ("1", "2"):
        Meter.objects.create(account=account, resource=Resource.COLD_WATER, number=number)
    AccountFactory(house=account.house, number="77", by=head)

    run = undone(run)

    assert run.report["undo"]["total"] == 2
    assert {row["object"]: row["why"] for row in run.report["undo"]["rows"]} == {
        "лицевой счёт 00000001, Иванова Нина Петровна": "уже есть записи: приборы учёта — 2",
        "дом Верхнекамск, ул. Ленина, д. 86": "уже есть записи: лицевые счета — 1",
    }
    assert Account.objects.count() == 3


def test_house_that_was_there_before_stays(loaded, undone, head):
    house = add_house(city="Верхнекамск", street="ул. Ленина", number="86", by=head)
    account = AccountFactory(house=house, number="77", by=head)

    undone(loaded(table(ROW)))

    assert (list(House.objects.all()), list(Account.objects.all())) == ([house], [account])


def test_list_of_what_stands_in_the_way_is_bounded_but_the_count_is_whole(loaded, undone):
    run = loaded(table(*[ROW.replace("00000001", f"{n:08}") for n in range(300)]))
    Account.objects.update(area=Decimal(30))

    run = undone(run)

    assert (run.report["undo"]["total"], len(run.report["undo"]["rows"])) == (300, 200)


def test_column_that_came_later_is_no_change(loaded, undone, monkeypatch):
    run = loaded(table(ROW))
    known = ImportTrace.objects.filter(table_name="accounting_account").get().columns
    assert len(known) == len(Account._meta.concrete_fields)
    ImportTrace.objects.filter(table_name="accounting_account").update(columns=[*known, "gone_by_now"])

    assert "обновилась сама программа" in undone(run).report["undo"]["why"]


def test_what_is_kept_for_the_undo_goes_after_a_month(loaded, head):
    run = loaded(table(ROW))
    undoing.forget_traces()
    assert ImportTrace.objects.count() == 2

    ImportRun.objects.update(finished_at=timezone.now() - timedelta(days=undoing.KEPT_DAYS, hours=1))
    undoing.forget_traces()

    assert ImportTrace.objects.count() == 0
    with pytest.raises(DomainError, match="хранятся 30 дней"):
        undoing.ask_undo(run, by=head)


def test_only_a_loaded_file_is_undone_and_only_once(checked, loaded, undone, head):
    with pytest.raises(DomainError, match="только загруженный"):
        undoing.ask_undo(checked(table(OTHER)), by=head)
    run = undone(loaded(table(ROW)))

    undoing.undo(run.pk)
    for act in (undoing.ask_undo, runs.restart, runs.cancel, runs.confirm):
        with pytest.raises(DomainError):
            act(run, by=head)


def test_after_the_undo_the_same_file_is_loaded_anew(loaded, undone):
    undone(loaded(table(ROW)))

    assert loaded(table(ROW)).added == 1


def test_outside_a_load_nothing_is_noted(loaded, head):
    AccountFactory(number="5", by=head)

    assert not ImportTrace.objects.exists()


def test_worker_that_fails_leaves_the_load_as_it_was(loaded, undone, monkeypatch):
    run = loaded(table(ROW))
    before = stored()
    monkeypatch.setattr(undoing, "put_back", lambda *_: 1 / 0)

    run = undone(run)

    assert (run.status, stored()) == (Status.DONE, before)
    assert "Что-то пошло не так" in run.report["undo"]["why"]


class TestScreens:
    def test_button_asks_once_and_the_run_says_what_became_of_it(
        self, loaded, client_of, tenant, head, django_capture_on_commit_callbacks
    ):
        run = loaded(table(ROW))
        browser = client_of(tenant, head)
        page = f"/crm/imports/{run.pk}/"
        assert "Откатить импорт" in browser.get(page).content.decode()
        assert "Откатить загрузку «счета.csv»?" in browser.get(f"{page}undo/").content.decode()
        assert Account.objects.count() == 1

        with django_capture_on_commit_callbacks(execute=True):
            browser.post(f"{page}undo/")

        text = browser.get(page).content.decode()
        assert "Откачено" in text
        assert "Откатить импорт" not in text
        assert "откачен" in browser.get("/crm/imports/").content.decode()

    def test_what_stands_in_the_way_is_shown(self, loaded, undone, client_of, tenant, head):
        run = loaded(table(ROW))
        Account.objects.update(last_name="<b>Сидорова</b>")
        undone(run)

        text = client_of(tenant, head).get(f"/crm/imports/{run.pk}/").content.decode()

        assert "Мешает записей: 1" in text
        assert "&lt;b&gt;Сидорова&lt;/b&gt;" in text

    def test_who_may_not_load_may_not_undo(self, loaded, staff):
        run = loaded(table(ROW))

        answer = staff(Role.DISPATCHER).post(f"/crm/imports/{run.pk}/undo/")

        assert (answer.status_code, ImportRun.objects.get().status) == (404, Status.DONE)

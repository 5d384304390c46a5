"""Loading the manual's files of accounts (section 7, «Вариант 2»)."""

import csv
from dataclasses import asdict
from decimal import Decimal

import pytest

from crm.accounting.domain.accounts import add_account, change_account, deactivate
from crm.accounting.domain.houses import add_house
from crm.accounting.enums import Kind
from crm.accounting.importer import AccountsImport
from crm.accounting.models import Account, House
from crm.imports.enums import Status
from crm.imports.registry import Comparison, Problem
from crm.journal.models import Entry
from tests.imports.test_workbooks import book

pytestmark = pytest.mark.integration

HEADER = "Л.С;Баланс;Фамилия;Имя;Отчество;Квартира;Дом;Город;Регион\r\n"
ROW = "00000001;100,50;Иванова;Нина;Петровна;12;ул. Ленина, д. 86;Верхнекамск;\r\n"


def table(*rows: str) -> bytes:
    return (HEADER + "".join(rows)).encode("cp1251")


def book_of(*rows: str) -> bytes:
    """The same as a workbook of texts."""
    return book(*[row.strip().split(";") for row in (HEADER, *rows)])


def test_check_changes_nothing(checked):
    run = checked("accounts.csv")

    assert (run.status, run.total, run.added, run.refused) == (Status.CHECKED, 2184, 2184, 0)
    assert run.report["totals"]["houses"] == 27
    assert not House.objects.exists()
    assert not Account.objects.exists()


def test_the_whole_file_is_loaded_with_its_houses(loaded):
    run = loaded("accounts.csv")

    assert (run.status, run.added, run.changed, run.refused) == (Status.DONE, 2184, 0, 0)
    assert House.objects.count() == 27
    account = Account.objects.select_related("house").get(number="00116501")
    assert account.owner == "Макаров Олег Алексеевич"
    assert account.balance == Decimal("6117.28")
    assert (str(account.house), account.house.region, account.flat) == (
        "Верхнекамск, пр-кт Мира, д. 51 корп. 1",
        "Пермский край",
        "1",
    )
    firm = Account.objects.get(number="00116590")
    assert (firm.is_legal_entity, firm.owner, firm.kind) == (True, 'АО "Тепло; Свет"', Kind.COMMERCIAL)
    assert Account.objects.filter(balance__lt=0).count() > 10


def test_twice_the_same_file_changes_nothing(loaded, checked):
    loaded("accounts.csv")
    before = list(Account.objects.order_by("pk").values())

    again = checked("accounts.csv")

    assert (again.added, again.changed, again.unchanged) == (0, 0, 2184)
    assert not again.may_load
    assert list(Account.objects.order_by("pk").values()) == before


def test_utf8_with_commas_and_decimal_points_is_the_same_data(loaded, checked):
    loaded("accounts.csv")

    run = checked("accounts_utf8_comma.csv")

    assert run.total > 200
    assert (run.added, run.changed, run.refused, run.unchanged) == (0, 0, 0, run.total)


def test_house_chosen_on_the_form_stands_for_the_missing_columns(loaded, head):
    house = add_house(city="Верхнекамск", street="пр-кт Мира", number="51 корп. 1", by=head)

    run = loaded("accounts_one_house.csv", house=house.pk)

    assert (run.added, House.objects.count()) == (36, 1)
    assert set(Account.objects.values_list("house", flat=True)) == {house.pk}


def test_without_house_column_and_without_choice_every_row_is_refused(checked):
    run = checked("accounts_one_house.csv")

    assert run.refused == run.total == 36
    assert run.report["problems"][0] == {
        "row": 2,
        "field": "Дом",
        "value": "",
        "message": "Не указан дом. Заполните колонку «Дом» или выберите дом при загрузке.",
    }


def test_city_chosen_on_the_form_stands_for_the_missing_column(loaded):
    loaded("Л/С;Фамилия;Имя;Дом\n7;Ли;Бо;Ленина 86\n".encode(), city="Верхнекамск", region="Пермский край")

    assert str(House.objects.get()) == "Верхнекамск, ул. Ленина, д. 86"


def test_dirty_file_says_by_row_what_to_mend(checked):
    run = checked("accounts_dirty.csv")

    assert (run.total, run.refused, run.added) == (40, 7, 33)
    assert [(problem["row"], problem["field"]) for problem in run.report["problems"]] == [
        (5, "Л.С"),
        (7, "Л.С"),
        (9, "Баланс"),
        (11, "Фамилия"),
        (15, "Дом"),
        (19, "Имя"),
        (21, "Фамилия"),
    ]
    by_row = {problem["row"]: problem for problem in run.report["problems"]}
    assert "уже есть в строке 4" in by_row[5]["message"]
    assert by_row[9]["value"] == "12 345,6x"
    assert "< и >" in by_row[19]["message"]
    assert "Специальная вставка → Значения" in by_row[21]["message"]
    assert [notice["row"] for notice in run.report["notices"]] == [13]
    assert "Ковалёва / Ольга / Алексеевна" in run.report["notices"][0]["message"]


def test_refused_rows_are_kept_as_they_came_with_number_and_reason_and_no_formula(checked):
    run = checked("accounts_dirty.csv")

    heading, *rows = csv.reader(run.refusals.read().decode().splitlines(), delimiter=";")

    assert heading == [*HEADER.strip().split(";"), "Строка", "Что не так"]
    assert [row[-2] for row in rows] == ["5", "7", "9", "11", "15", "19", "21"]
    assert (rows[2][1], rows[2][-1][:19]) == ("12 345,6x", "Баланс: Это не сумм")
    assert rows[-1][2].startswith("'=HYPERLINK(")


def test_mended_file_of_refused_rows_can_be_loaded_as_it_is(checked):
    run = checked(table(ROW.replace("100,50", "-1x")))

    mended = run.refusals.read().decode().replace("-1x", "-1")

    assert (checked(mended.encode()).added, checked(mended.encode()).refused) == (1, 0)


@pytest.mark.parametrize(
    "content", [table(ROW, ROW.replace("00000001", "2")), book_of(ROW, ROW.replace("00000001", "2"))]
)
def test_row_that_sql_finds_wrong_is_among_the_wrong_rows_too(checked, content, monkeypatch):
    problem = Problem(3, "Л.С", "2", "Такого счёта нет.")
    found = Comparison(added=1, refused=1, problems=[problem])
    monkeypatch.setattr(AccountsImport, "compare", lambda *_, **__: found)

    run = checked(content)

    assert (run.refused, run.may_load, run.report["problems"]) == (1, False, [asdict(problem)])
    (row,) = list(csv.reader(run.refusals.read().decode().splitlines(), delimiter=";"))[1:]
    assert (row[0], row[-2:]) == ("2", ["3", "Л.С: Такого счёта нет."])


def test_nothing_is_loaded_while_a_row_is_refused(checked, head):
    from crm.imports.domain import runs
    from tenants.errors import DomainError

    run = checked("accounts_dirty.csv")

    with pytest.raises(DomainError, match="Часть строк с ошибками"):
        runs.confirm(run, by=head)
    assert not Account.objects.exists()


def test_amounts_with_no_break_spaces_are_read(loaded):
    loaded(table("1;\u00a01 234,50 ;Ли;Бо;;;Ленина 1;Верхнекамск;\n"))

    assert Account.objects.get().balance == Decimal("1234.50")


def test_changes_are_shown_field_by_field(loaded, checked):
    loaded(table(ROW))

    run = checked(table(ROW.replace("100,50", "-7").replace("Иванова", "Смирнова")))

    assert (run.changed, run.added) == (1, 0)
    assert [(c["row"], c["object"], c["field"], c["old"], c["new"]) for c in run.report["changes"]] == [
        (2, "00000001", "Баланс", "100.50", "-7.00"),
        (2, "00000001", "Фамилия", "Иванова", "Смирнова"),
    ]


def test_empty_optional_cells_leave_what_is_stored(loaded):
    loaded(table(ROW))

    header = "Л.С;Фамилия;Имя;Отчество;Баланс;Квартира;Дом;Город\n"
    run = loaded((header + "00000001;Иванова;Анна;Петровна;;;Ленина 86;Верхнекамск").encode())

    account = Account.objects.get()
    assert (run.changed, account.first_name) == (1, "Анна")
    assert (account.balance, account.flat) == (Decimal("100.50"), "12")


def test_kind_set_by_hand_stays(loaded, head):
    loaded(table(ROW))
    account = Account.objects.select_related("house").get()
    change_account(
        account, house=account.house, number=account.number, last_name="Иванова", first_name="Нина",
        patronymic="Петровна", kind=Kind.PARKING, flat="12", entrance=None, floor=None, area=None,
        balance=account.balance, by=head,
    )  # fmt: skip

    loaded(table(ROW.replace("100,50", "5")))

    assert Account.objects.get().kind == Kind.PARKING


def test_deactivated_number_is_skipped_with_a_notice(loaded, checked, head):
    loaded(table(ROW))
    deactivate(Account.objects.get(), by=head)

    run = checked(table(ROW))

    assert (run.added, run.changed, run.skipped, run.unchanged) == (0, 0, 1, 0)
    assert "отключён" in run.report["notices"][0]["message"]


def test_new_owner_under_the_old_number_is_the_one_that_is_changed(loaded, head):
    loaded(table(ROW))
    old = deactivate(Account.objects.get(), by=head)
    add_account(house=old.house, number="00000001", last_name="Новиков", first_name="Пётр", by=head)

    run = loaded(table(ROW))

    old.refresh_from_db()
    assert (run.changed, old.is_active) == (1, False)
    assert Account.objects.get(is_active=True).last_name == "Иванова"


def test_number_without_its_zeros_is_asked_about(loaded, checked):
    loaded(table(ROW))

    run = checked(table(ROW.replace("00000001", "1")))

    (question,) = run.report["questions"]
    assert question["notices"] == [{"row": 2, "message": "1 ↔ 00000001: тот же счёт?"}]
    assert (question["total"], run.may_load) == (1, False)


def test_unknown_town_is_refused_with_the_way_out(checked):
    run = checked(table(ROW.replace("Верхнекамск", "Неведомск")))

    assert "напишите нам" in run.report["problems"][0]["message"]
    assert run.report["problems"][0]["field"] == "Город"


def test_one_house_however_typed(loaded):
    spellings = ["ул. Ленина, д. 86", "Ленина 86", "улица ленина, дом 86", "Ленина ул., 86"]
    rows = [
        f"{n};0;Ли;Бо;;{n};{house};г. Верхнекамск;\n".replace("Ленина ул., 86", '"Ленина ул., 86"')
        for n, house in enumerate(spellings, 1)
    ]

    loaded(table(*rows))

    assert House.objects.count() == 1


def test_load_is_one_entry_in_the_journal(loaded):
    run = loaded(table(ROW))

    entry = Entry.objects.get(action="imports.load_accounts")
    assert (entry.object_id, entry.changes) == (str(run.pk), {"added": [0, 1], "changed": [0, 0]})


def test_backslash_in_a_name_is_kept(loaded):
    loaded(table("1;0;ООО \\N\\t;.;.;;Ленина 1;Верхнекамск;\n"))

    assert Account.objects.get().last_name == "ООО \\N\\t"

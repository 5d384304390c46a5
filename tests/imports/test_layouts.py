"""Which column is which: by name, by the manual's order, by a person whose word is remembered."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from crm.accounting.models import Account
from crm.imports.domain import corrections, runs
from crm.imports.enums import Status
from crm.imports.models import ImportLayout, ImportRun
from tenants.errors import DomainError
from tests.imports.test_workbooks import book

pytestmark = pytest.mark.integration

FOREIGN = "№ абонента;Кто;Где живёт;Сколько должен\r\n00000001;Иванова Нина Петровна;ул. Ленина, д. 86;100,50\r\n"
PLACES = {"number": 0, "last_name": 1, "house": 2, "balance": 3}


@pytest.fixture
def match(head):
    def make(run: ImportRun, places: dict[str, int], *, has_header: bool = True) -> ImportRun:
        corrections.match_columns(run, places=places, has_header=has_header, by=head)
        runs.check(run.pk)
        return ImportRun.objects.get(pk=run.pk)

    return make


def test_unknown_names_are_matched_by_hand_once_and_remembered(checked, match):
    run = checked(FOREIGN.encode("cp1251"), city="Верхнекамск", region="Пермский край")
    assert (run.status, run.report["layout"]["header"][0]) == (Status.FAILED, "№ абонента")
    assert run.report["layout"]["samples"] == [["00000001", "Иванова Нина Петровна", "ул. Ленина, д. 86", "100,50"]]

    run = match(run, PLACES)
    assert (run.status, run.added, run.refused, run.report["layout"]["how"]) == (Status.CHECKED, 1, 0, "hand")

    again = checked(FOREIGN.replace("Кто", " КТО ").encode(), city="Верхнекамск", region="Пермский край")
    assert (again.added, again.report["layout"]["how"]) == (1, "remembered")
    assert ImportLayout.objects.get().mapping == PLACES


def test_a_persons_word_goes_before_the_names(checked, match):
    text = "Л.С;Фамилия;Имя;Дом;Сальдо;Долг\n1;Ли;Бо;Ленина 1;10;20\n".encode()
    run = checked(text, city="Верхнекамск", region="Пермский край")
    assert (run.status, "дважды" in run.error) == (Status.FAILED, True)

    run = match(run, {"number": 0, "last_name": 1, "first_name": 2, "house": 3, "balance": 5})

    assert (run.report["groups"][0]["after"], run.report["unknown_columns"]) == ("20.00", ["Сальдо"])


def test_needed_column_must_be_named_and_none_stands_for_two(checked, match):
    run = checked(FOREIGN.encode(), city="Верхнекамск", region="Пермский край")

    for places, field in (({"number": 0}, "last_name"), ({"number": 0, "last_name": 0}, "last_name")):
        with pytest.raises(DomainError) as refused:
            match(run, places)
        assert refused.value.field == field
    run.refresh_from_db()
    assert (run.status, ImportLayout.objects.exists()) == (Status.FAILED, False)


def test_file_without_a_header_is_read_in_the_manuals_order(loaded):
    run = loaded("7;1,5;Ли;Бо;Цин;12;Ленина 86;Верхнекамск;\r\n8;;ООО Тепло;.;.;;Ленина 86;Верхнекамск;\r\n".encode())

    assert (run.total, run.added, run.report["layout"]["how"]) == (2, 2, "order")
    assert Account.objects.get(number="7").owner == "Ли Бо Цин"


def test_file_without_a_header_in_another_order_is_matched_by_hand_and_not_remembered(checked, match):
    run = checked("Ли Бо;Ленина 86;7\nЮ Ан;Ленина 88;8\n".encode(), city="Верхнекамск", region="Пермский край")
    assert run.status == Status.FAILED

    run = match(run, {"number": 2, "last_name": 0, "house": 1}, has_header=False)

    assert (run.total, run.added, ImportLayout.objects.count()) == (2, 2, 0)


def test_titles_above_the_header_are_passed_over_and_rows_keep_their_numbers(checked):
    text = "Отчёт по лицевым счетам;;\n;;\nЛ.С;Фамилия;Дом\n1;;Ленина 1\n"

    run = checked(text.encode(), city="Верхнекамск", region="Пермский край")

    assert (run.report["layout"]["header_row"], [p["row"] for p in run.report["problems"]]) == (3, [4])


def test_workbook_is_loaded_like_csv_and_notes_beside_the_table_do_not_matter(loaded):
    content = book(
        ["Л.С", "Фамилия", "Имя", "Дом", "Город", "Баланс"],
        ["00000001", "Ли", "Бо", "Ленина 86", "Верхнекамск", 100.5],
        [2, "Ли", "Бо", "Ленина 86", "Верхнекамск", -7, None, "проверить!"],
    )

    run = loaded(content)

    assert (run.added, run.refused) == (2, 0)
    assert list(Account.objects.order_by("number").values_list("number", "balance")) == [("00000001", 100.5), ("2", -7)]


def test_formula_in_a_workbook_is_refused_with_the_manuals_advice(checked):
    made = load_workbook(io.BytesIO(book(["Л.С", "Фамилия", "Дом", "Город"], ["1", "x", "Мира 1", "Верхнекамск"])))
    made.active["B2"] = "=HYPERLINK(1)"
    kept = io.BytesIO()
    made.save(kept)

    run = checked(kept.getvalue())

    assert "Специальная вставка → Значения" in run.report["problems"][0]["message"]


def test_another_sheet_is_chosen_on_the_screen(checked, head, client_of, tenant):
    content = book(["Л.С", "Фамилия", "Дом", "Город"], ["1", "Ли", "Мира 1", "Верхнекамск"], sheets=("Титул", "Счета"))
    run = checked(content)
    assert (run.status, run.error) == (Status.FAILED, "Лист «Титул» пуст. Выберите другой.")
    page = client_of(tenant, head).get(f"/crm/imports/{run.pk}/").content.decode()
    assert "<option selected>Титул</option><option>Счета</option>" in page

    with pytest.raises(DomainError, match="Такого листа"):
        corrections.choose_sheet(run, sheet="Нет", by=head)
    corrections.choose_sheet(run, sheet="Счета", by=head)
    runs.check(run.pk)

    run.refresh_from_db()
    assert (run.status, run.added, run.report["source"]["sheet"]) == (Status.CHECKED, 1, "Счета")


def test_screen_of_matching_shows_names_with_a_cell_and_sends_the_choice(
    checked, client_of, tenant, head, django_capture_on_commit_callbacks
):
    run = checked(FOREIGN.encode(), city="Верхнекамск", region="Пермский край")
    browser = client_of(tenant, head)
    assert f"/crm/imports/{run.pk}/columns/" in browser.get(f"/crm/imports/{run.pk}/").content.decode()
    page = browser.get(f"/crm/imports/{run.pk}/columns/").content.decode()
    assert "4. Сколько должен — 100,50" in page

    wrong = browser.post(f"/crm/imports/{run.pk}/columns/", {"number": "0", "has_header": "on"})
    assert "Выберите, где «Фамилия»" in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/crm/imports/{run.pk}/columns/", {**PLACES, "has_header": "on"})

    run.refresh_from_db()
    assert (run.status, run.added) == (Status.CHECKED, 1)
    assert "как вы указали" in browser.get(f"/crm/imports/{run.pk}/").content.decode()


def test_upload_says_what_an_empty_cell_means(client_of, tenant, head, django_capture_on_commit_callbacks):
    browser = client_of(tenant, head)
    new = "/crm/imports/accounts/new/"
    assert "Если ячейка пустая" in browser.get(new).content.decode()
    file = "Л.С;Фамилия;Имя;Квартира;Площадь;Дом;Город\n1;Ли;Бо;{};{};Мира 1;Верхнекамск\n"
    for flat, area, empty in (("5", "40", "keep"), ("", "", "keep"), ("", "", "clear")):
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(new, {"file": SimpleUploadedFile("a.csv", file.format(flat, area).encode()), "empty": empty})
        run = ImportRun.objects.first()
        if not flat:
            assert (run.changed, run.report["clears"]) == ((0, []) if empty == "keep" else (1, ["Квартира", "Площадь"]))
        if run.may_load:
            runs.confirm(run, by=head)
            runs.load(run.pk)

    account = Account.objects.get()
    assert (account.flat, account.flat_key, account.area) == ("", "", None)
    page = browser.get(f"/crm/imports/{run.pk}/").content.decode()
    assert "Пустая ячейка очищает то, что записано: Квартира, Площадь" in page


class TestTwins:
    """«00116501 ↔ 116501: тот же счёт?»."""

    HEAD = "Л.С;Баланс;Фамилия;Имя;Дом;Город\n"

    @pytest.fixture
    def answered(self, loaded, checked, head):
        loaded((self.HEAD + "00116501;5;Ли;Бо;Мира 1;Верхнекамск\n").encode())

        def make(rows: str, value: str) -> ImportRun:
            run = checked((self.HEAD + rows).encode())
            with pytest.raises(DomainError, match="ответьте на вопрос"):
                runs.confirm(run, by=head)
            corrections.answer_question(run, code="twins", value=value, by=head)
            runs.check(run.pk)
            return ImportRun.objects.get(pk=run.pk)

        return make

    def test_the_same_account_is_changed_and_keeps_its_zeros(self, answered, head):
        run = answered("116501;7;Ли;Бо;Мира 1;Верхнекамск\n", "same")
        assert (run.added, run.changed, run.report["questions"]) == (0, 1, [])

        runs.confirm(run, by=head)
        runs.load(run.pk)

        assert [(row.number, row.balance) for row in Account.objects.all()] == [("00116501", 7)]

    def test_a_new_account_is_added(self, answered):
        run = answered("116501;7;Ли;Бо;Мира 1;Верхнекамск\n", "new")

        assert (run.added, run.changed, run.may_load) == (1, 0, True)

    def test_two_rows_never_become_one_account(self, answered):
        run = answered("116501;7;Ли;Бо;Мира 1;Верхнекамск\n0116501;8;Ли;Бо;Мира 1;Верхнекамск\n", "same")

        assert (run.added, run.changed, len(run.report["notices"])) == (2, 0, 2)

    def test_question_stands_on_the_screen_with_its_answers(self, loaded, checked, client_of, tenant, head):
        loaded((self.HEAD + "00116501;5;Ли;Бо;Мира 1;Верхнекамск\n").encode())
        run = checked((self.HEAD + "116501;7;Ли;Бо;Мира 1;Верхнекамск\n").encode())
        browser = client_of(tenant, head)

        page = browser.get(f"/crm/imports/{run.pk}/").content.decode()
        assert "Строка 2: 116501 ↔ 00116501: тот же счёт?" in page
        assert "Загрузить</button>" not in page
        assert "ждёт ответа" in browser.get("/crm/imports/").content.decode()

        browser.post(f"/crm/imports/{run.pk}/answer/", {"code": "twins", "value": "same"})
        run.refresh_from_db()
        assert (run.status, run.options["engine"]["answers"]) == (Status.CHECKING, {"twins": "same"})


def test_check_says_by_house_what_changes_against_the_present(loaded, checked):
    def file(*rows: str) -> bytes:
        return "\n".join(["Л.С;Баланс;Фамилия;Имя;Дом;Город", *(f"{row};Верхнекамск" for row in rows)]).encode()

    loaded(file("1;100;Ли;Бо;Мира 1", "2;50;Ли;Бо;Мира 1", "3;7;Ли;Бо;Мира 2"))

    run = checked(file("1;80;Ли;Бо;Мира 1", "2;50;Ли;Бо;Мира 2", "4;1,5;Ли;Бо;Мира 3"))

    names = ("title", "added", "changed", "before", "after")
    assert [tuple(group[name] for name in names) for group in run.report["groups"]] == [
        ("Верхнекамск, ул. Мира, д. 1", 0, 1, "150.00", "80.00"),
        ("Верхнекамск, ул. Мира, д. 2", 0, 1, "7.00", "57.00"),
        ("Верхнекамск, ул. Мира, д. 3", 1, 0, "0", "1.50"),
    ]

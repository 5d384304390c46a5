import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from crm.accounting.models import Account
from crm.imports.domain import runs
from crm.imports.models import ImportRun
from crm.rights.enums import Role
from tests.imports.test_accounts_files import ROW, table

pytestmark = pytest.mark.integration


@pytest.fixture
def browser_of(staff, client_of, tenant, head):
    """A browser of somebody in this role; the head is the one who uploads in the other fixtures."""
    return lambda role: client_of(tenant, head) if role == Role.HEAD else staff(role)


NEW = "/crm/imports/accounts/new/"


def test_from_the_form_to_the_loaded_file(staff, django_capture_on_commit_callbacks):
    accountant = staff(Role.ACCOUNTANT)
    with django_capture_on_commit_callbacks(execute=True):
        answer = accountant.post(NEW, {"file": SimpleUploadedFile("счета.csv", table(ROW))})
    run = ImportRun.objects.get()
    assert answer.url == f"/crm/imports/{run.pk}/"
    page = accountant.get(answer.url).content.decode()
    assert "Файл проверен, ошибок нет" in page
    assert not Account.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        accountant.post(f"/crm/imports/{run.pk}/load/")

    assert Account.objects.count() == 1
    assert "Загружено" in accountant.get(answer.url).content.decode()
    assert "счета.csv" in accountant.get("/crm/imports/").content.decode()


def test_form_says_what_is_wrong_at_its_field(staff):
    accountant = staff(Role.ACCOUNTANT)

    page = accountant.post(NEW, {"city": "Неведомск", "house": "ул. Ленина, д. 1"}).content.decode()

    assert "Такого населённого пункта нет в справочнике" in page
    assert "нет в списке. Добавьте его" in page
    assert "Выберите файл" in page


def test_broken_workbook_is_sent_back_at_once_with_advice(staff):
    page = staff(Role.ACCOUNTANT).post(NEW, {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04rest")}).content.decode()

    assert "Книга Excel повреждена" in page
    assert not ImportRun.objects.exists()


def test_refused_file_shows_rows_and_keeps_the_button_shut(checked, browser_of):
    run = checked("accounts_dirty.csv")
    browser = browser_of(Role.HEAD)

    page = browser.get(f"/crm/imports/{run.pk}/").content.decode()

    assert '<button class="button" type="submit" disabled>Загрузить</button>' in page
    assert "Такой номер уже есть в строке 4" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    answer = browser.post(f"/crm/imports/{run.pk}/load/", follow=True)
    assert "Часть строк с ошибками" in answer.content.decode()
    for form, encoding in (("csv", "utf-8-sig"), ("cp1251", "cp1251")):
        text = b"".join(browser.get(f"/crm/imports/{run.pk}/refused.{form}").streaming_content).decode(encoding)
        assert text.startswith("Л.С;Баланс;Фамилия;Имя;Отчество;Квартира;Дом;Город;Регион;Строка;Что не так\r\n")
    book = load_workbook(io.BytesIO(b"".join(browser.get(f"/crm/imports/{run.pk}/refused.xlsx").streaming_content)))
    assert [row[-2] for row in book.active.iter_rows(values_only=True)][1:] == ["5", "7", "9", "11", "15", "19", "21"]
    assert browser.get(f"/crm/imports/{run.pk}/refused.exe").status_code == 404


def test_run_in_work_polls_and_a_finished_one_does_not(head, client_of, tenant):
    run = runs.upload(kind="accounts", file=SimpleUploadedFile("a.csv", table(ROW)), options={}, by=head)
    browser = client_of(tenant, head)
    assert 'hx-trigger="every 1s"' in browser.get(f"/crm/imports/{run.pk}/state/").content.decode()

    runs.check(run.pk)

    assert "hx-trigger" not in browser.get(f"/crm/imports/{run.pk}/state/").content.decode()


def test_sample_has_the_manuals_header_and_can_be_loaded(staff, loaded, checked):
    browser = staff(Role.ACCOUNTANT)
    content = browser.get("/crm/imports/accounts/sample.csv").content
    assert content.decode("cp1251").splitlines()[0] == "Л.С;Баланс;Фамилия;Имя;Отчество;Квартира;Дом;Город;Регион"
    assert loaded(content).added == 2

    book = b"".join(browser.get("/crm/imports/accounts/sample.xlsx").streaming_content)
    run = checked(book)
    assert (run.total, run.unchanged, run.file.name[-5:]) == (2, 2, ".xlsx")
    assert browser.get("/crm/imports/accounts/sample.doc").status_code == 404


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.HEAD, True),
        (Role.ACCOUNTANT, True),
        (Role.CLIENT_DESK, False),
        (Role.DISPATCHER, False),
        (Role.EXECUTOR, False),
        (Role.INSPECTOR, False),
    ],
)
def test_who_may_load_accounts(role, allowed, checked, browser_of):
    run = checked(table(ROW))
    browser = browser_of(role)

    assert [
        browser.get(NEW).status_code,
        browser.get("/crm/imports/accounts/sample.csv").status_code,
    ] == [200 if allowed else 302] * 2
    of_other_kinds = role == Role.CLIENT_DESK  # whoever loads something else sees those
    assert browser.get("/crm/imports/").status_code == (200 if allowed or of_other_kinds else 302)
    assert ("счета.csv" in browser.get("/crm/imports/").content.decode()) is allowed
    assert browser.get(f"/crm/imports/{run.pk}/").status_code == (200 if allowed else 404)
    assert browser.get(f"/crm/imports/{run.pk}/state/").status_code == (200 if allowed else 404)
    assert browser.post(f"/crm/imports/{run.pk}/cancel/").status_code == (302 if allowed else 404)
    run.refresh_from_db()
    assert run.status == ("cancelled" if allowed else "checked")


def test_list_costs_the_same_however_many_runs(checked, browser_of, django_assert_num_queries):
    checked(table(ROW))
    browser = browser_of(Role.HEAD)
    browser.get("/crm/imports/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get("/crm/imports/")
    for _ in range(4):
        checked(table(ROW))

    with django_assert_num_queries(len(one)):
        browser.get("/crm/imports/")

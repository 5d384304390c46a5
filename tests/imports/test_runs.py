import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.importer import AccountsImport
from crm.accounting.models import Account
from crm.imports.domain import engine, progress, runs
from crm.imports.domain.rows import Pass, Told
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from tenants.errors import DomainError
from tests.imports.test_accounts_files import ROW, table

pytestmark = pytest.mark.integration


def test_upload_sends_the_check_and_confirm_sends_the_load(head, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = runs.upload(kind="accounts", file=SimpleUploadedFile("a.csv", table(ROW)), options={}, by=head)
    run.refresh_from_db()
    assert (run.status, run.added) == (Status.CHECKED, 1)

    with django_capture_on_commit_callbacks(execute=True):
        runs.confirm(run, by=head)
    run.refresh_from_db()
    assert (run.status, Account.objects.count()) == (Status.DONE, 1)


def test_files_lie_in_private_storage(checked):
    run = checked(table(ROW))

    with pytest.raises(ValueError, match="not accessible"):
        _ = run.file.url


def test_whole_run_with_files_in_a_store(checked, in_s3, head, monkeypatch):
    for field in ("file", "refusals"):
        monkeypatch.setattr(ImportRun._meta.get_field(field), "storage", storages["private"])
    run = checked(table(ROW, ROW.replace("100,50", "сто")))

    assert (run.refused, run.file.name.startswith("imports/accounts-")) == (1, True)
    assert len(run.refusals.read().splitlines()) == 2


def test_empty_and_huge_files_are_refused_at_the_door(head, monkeypatch):
    with pytest.raises(DomainError, match="Файл пуст"):
        runs.upload(kind="accounts", file=SimpleUploadedFile("a.csv", b""), options={}, by=head)
    monkeypatch.setattr(runs, "MAX_FILE_BYTES", 2**20)
    with pytest.raises(DomainError, match="больше 1 МБ"):
        runs.upload(kind="accounts", file=SimpleUploadedFile("a.csv", b"x" * (2**20 + 1)), options={}, by=head)


def test_unreadable_file_fails_with_the_reason_and_may_be_tried_again(checked, head):
    run = checked("Квартира;Дом\n1;Ленина 1\n".encode())
    assert (run.status, run.error[:31]) == (Status.FAILED, "В файле нет колонки «Л.С». Пока")

    runs.restart(run, by=head)
    run.refresh_from_db()

    assert run.status == Status.CHECKING


def test_crash_in_the_middle_of_a_load_leaves_nothing_and_can_be_repeated(checked, head, monkeypatch):
    run = checked(table(ROW))
    runs.confirm(run, by=head)
    with monkeypatch.context() as broken:
        broken.setattr(runs, "_keep", lambda *_: 1 / 0)
        runs.load(run.pk)
    run.refresh_from_db()
    assert (run.status, Account.objects.exists()) == (Status.FAILED, False)
    assert "ничего не загружено" in run.error

    runs.restart(run, by=head)
    runs.check(run.pk)
    runs.confirm(run, by=head)
    runs.load(run.pk)

    assert Account.objects.count() == 1


def test_killed_worker_leaves_a_run_that_goes_on_by_the_button(checked, head, django_capture_on_commit_callbacks):
    run = checked(table(ROW))
    runs.confirm(run, by=head)  # the message is lost: the status is «загружается», nobody works
    run.refresh_from_db()
    assert (run.in_work, runs.is_worked_on(run)) == (True, False)

    with django_capture_on_commit_callbacks(execute=True):
        runs.restart(run, by=head)

    run.refresh_from_db()
    assert (run.status, Account.objects.count()) == (Status.DONE, 1)


def test_the_same_task_twice_loads_once(loaded):
    run = loaded(table(ROW))

    runs.load(run.pk)
    runs.check(run.pk)

    run.refresh_from_db()
    assert (run.status, run.added) == (Status.DONE, 1)


def test_account_closed_between_check_and_load_is_skipped(checked, loaded, head):
    loaded(table(ROW))
    run = checked(table(ROW.replace("100,50", "1")))
    deactivate(Account.objects.get(), by=head)
    runs.confirm(run, by=head)
    runs.load(run.pk)

    run.refresh_from_db()
    assert (run.changed, run.skipped) == (0, 1)


def test_account_added_by_hand_between_check_and_load_is_changed_not_doubled(loaded, checked, head):
    loaded(table(ROW))
    house = Account.objects.get().house
    run = checked(table(ROW.replace("00000001", "77")))
    add_account(house=house, number="77", last_name="Другой", by=head)
    runs.confirm(run, by=head)
    runs.load(run.pk)

    run.refresh_from_db()
    assert (run.added, run.changed, Account.objects.filter(number="77").count()) == (0, 1, 1)


def test_loaded_file_can_be_neither_cancelled_nor_loaded_again(loaded, head):
    run = loaded(table(ROW))

    for act in (runs.cancel, runs.confirm, runs.restart):
        with pytest.raises(DomainError):
            act(run, by=head)


def test_cancelled_file_stays_in_the_list(checked, head):
    run = checked(table(ROW))

    runs.cancel(run, by=head)

    run.refresh_from_db()
    assert (run.status, Account.objects.exists()) == (Status.CANCELLED, False)


def test_database_refuses_a_jump_over_the_check(checked):
    run = checked(table(ROW))

    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(status=Status.DONE)


def test_more_rows_than_may_be_are_refused(checked, monkeypatch):
    monkeypatch.setattr(AccountsImport, "max_rows", 1)

    run = checked(table(ROW, ROW.replace("00000001", "2")))

    assert run.error == "В файле больше 1 строк. Разделите его на части."


def test_report_is_bounded_but_the_list_of_errors_is_whole(checked):
    rows = [f"{n};x;Ли;Бо;;;Ленина 1;Верхнекамск;\n" for n in range(300)]

    run = checked(table(*rows))

    assert (run.refused, len(run.report["problems"])) == (300, 200)
    assert len(run.refusals.read().splitlines()) == 301


def test_progress_is_told_while_the_transaction_runs(tenant):
    meter = progress.Meter(7, size=1000)

    meter.tell(rows=2000, position=500)

    assert (progress.of(7).rows, progress.of(7).percent) == (2000, 50)
    assert progress.of(8) == progress.Progress(0, 0, None)


def test_parsing_keeps_no_rows_in_memory(tenant):
    import io
    import tracemalloc

    from tests.benchmarks.bench_import import make_file

    class Nothing:
        def number_of(self, *_):
            return 1

    importer = AccountsImport({})
    importer.houses = Nothing()
    work = Pass(io.BytesIO(make_file(50_000, 100)), importer, Told(), None, lambda *_: None)
    tracemalloc.start()
    for _ in engine._blocks(engine._line(number, values) for number, values in work.rows()):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert work.result.total == 50_000
    assert peak < 25 * 2**20  # the numbers already seen are most of it

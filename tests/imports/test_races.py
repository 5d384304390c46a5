"""Two workers on one run, and a worker that is killed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from crm.accounting.models import Account
from crm.imports.domain import runs, undoing
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.journal.models import Entry
from tenants import storage
from tenants.context import in_schema
from tests import database
from tests.billing.conftest import committed  # noqa: F401  a database whose rows other connections see
from tests.conftest import make_employee
from tests.imports.test_accounts_files import ROW, table

pytestmark = pytest.mark.integration

WORKER = """
import os, sys, time
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from crm.imports.domain import runs
from tenants import storage
from tenants.context import in_schema
from tests import database

def stop_before_the_end(run, result):
    print("merged", flush=True)
    time.sleep(60)

runs._keep = stop_before_the_end
storage.PrivateTenantStorage.root = Path(sys.argv[2])
database.point_at("committed")
with in_schema("uk_alpha"):
    runs.load(int(sys.argv[1]))
"""


@pytest.fixture
def confirmed_run(committed):  # noqa: F811  pytest's way
    """A run that waits for a worker, committed."""
    with in_schema(committed().schema_name):
        run = ImportRun(kind="accounts", file_name="a.csv", created_by=make_employee(), status=Status.LOADING)
        run.file.save("imports/a.csv", ContentFile(table(ROW)), save=False)
        run.save()
        yield run


def test_killed_worker_leaves_nothing_and_the_run_can_be_repeated(confirmed_run):
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(confirmed_run.pk), str(storage.PrivateTenantStorage.root)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(database.ROOT), str(database.ROOT / "platform")])},
    )
    assert worker.stdout.readline() == "merged\n"
    assert runs.is_worked_on(confirmed_run)
    runs.load(confirmed_run.pk)  # the broker delivers the message again: somebody is at it
    assert not Account.objects.exists()

    worker.send_signal(signal.SIGKILL)
    worker.wait(10)

    confirmed_run.refresh_from_db()
    assert (confirmed_run.status, Account.objects.count()) == (Status.LOADING, 0)
    runs.load(confirmed_run.pk)
    confirmed_run.refresh_from_db()
    assert (confirmed_run.status, confirmed_run.added, Account.objects.count()) == (Status.DONE, 1, 1)


def wait_for_undo(run_id: int) -> None:
    """As `ask_undo` leaves it, without the task, which would run at once here."""
    run = ImportRun.objects.get(pk=run_id)
    run.undone_by = run.created_by
    runs.move(run, Status.UNDOING)


def test_two_undos_at_once_undo_once(confirmed_run):
    runs.load(confirmed_run.pk)
    wait_for_undo(confirmed_run.pk)

    def work() -> None:
        with in_schema("uk_alpha"):
            undoing.undo(confirmed_run.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    confirmed_run.refresh_from_db()
    assert (confirmed_run.status, Account.objects.count()) == (Status.UNDONE, 0)
    assert Entry.objects.filter(action="imports.undo_accounts").count() == 1


def test_undo_waits_for_a_load_of_the_same_rows_and_then_sees_what_it_did(confirmed_run):
    runs.load(confirmed_run.pk)
    second = ImportRun(kind="accounts", file_name="b.csv", created_by=confirmed_run.created_by, status=Status.LOADING)
    second.file.save("imports/b.csv", ContentFile(table(ROW.replace("100,50", "5"))), save=False)
    second.save()
    wait_for_undo(confirmed_run.pk)
    merged, go_on = threading.Event(), threading.Event()

    def stop_before_the_end(run: ImportRun, result: object) -> None:
        merged.set()
        go_on.wait(30)

    def work(act: Callable[[int], None], run: ImportRun) -> None:
        with in_schema("uk_alpha"):
            act(run.pk)
        connection.close()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runs, "_keep", stop_before_the_end)
        loading = threading.Thread(target=work, args=(runs.load, second))
        loading.start()
        assert merged.wait(30)
        waiting = threading.Thread(target=work, args=(undoing.undo, confirmed_run))
        waiting.start()
        waiting.join(1)
        assert waiting.is_alive()
        go_on.set()
        loading.join(30)
        waiting.join(30)

    confirmed_run.refresh_from_db()
    assert (confirmed_run.status, Account.objects.get().balance) == (Status.DONE, 5)
    assert "изменено загрузкой файла «b.csv»" in confirmed_run.report["undo"]["rows"][0]["why"]


def test_two_workers_at_once_load_once(confirmed_run):
    def work() -> None:
        with in_schema("uk_alpha"):
            runs.load(confirmed_run.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    confirmed_run.refresh_from_db()
    assert (confirmed_run.status, confirmed_run.added, Account.objects.count()) == (Status.DONE, 1, 1)

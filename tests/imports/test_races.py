"""Two workers on one run, and a worker that is killed."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from crm.accounting.models import Account
from crm.imports.domain import runs
from crm.imports.enums import Status
from crm.imports.models import ImportRun
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

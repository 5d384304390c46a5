"""Loading 100 000 accounts over 500 houses: the whole path against a bare COPY of the same rows; worker's memory.

And its undo against the load, of 100 000 accounts that were added and of as many that were changed.
"""

import csv
import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import connection

from tenants.context import in_schema
from tests.benchmarks.harness import run

if TYPE_CHECKING:
    from crm.imports.models import ImportRun

ROWS, HOUSES = 100_000, 500
MAX_MEGABYTES = 200
SCHEMA = "uk_alpha"
_COPY = "COPY {} FROM STDIN"
# A worker and nothing of the tests: `argv` is the database and the number of the run.
_WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
import config.celery
from django.db import connection
from crm.imports.domain import runs
from tenants.context import in_schema
from tests.benchmarks.memory import peak
connection.settings_dict["NAME"] = sys.argv[1]
before = peak()
with in_schema("uk_alpha"):
    runs.load(int(sys.argv[2]))
print(before, peak())
"""
_LAST = ["Иванов", "Макаров", "Степанов", "Комаров", "Киселёв", "Павлов", "Куликов", "Новиков", "Романов", "Васильев"]
_FIRST = ["Олег", "Пётр", "Дмитрий", "Андрей", "Артём", "Юрий", "Михаил", "Фёдор", "Алексей", "Сергей"]
_PATRONYMIC = ["Алексеевич", "Сергеевич", "Павлович", "Викторович", "Петрович", "Олегович", "Юрьевич", "Фёдорович"]
_STREETS = ["ул. Ленина", "пр-кт Мира", "ул. 8 Марта", "ул. Гагарина", "б-р Энтузиастов"]


def main() -> bool:
    content = make_file()
    with in_schema(SCHEMA):
        load(content)
        rows = _copied_out()
        _make_baseline_table()
        ratio_held = run(
            "import_accounts",
            baseline=lambda: bare_copy(rows),
            candidate=lambda: load(content),
            bar=3.0,
            rounds=7,
        )
        undo_held = undo_ratios(content)
    return all([memory_of_worker(content), ratio_held, undo_held])


def undo_ratios(content: bytes) -> bool:
    """Undo takes at most as long as the load: one that added every account, one that changed every account."""
    others = _other_owners(content)

    def change() -> float:
        load(content)
        return load(others, clear=False, changes=True)

    def undo_after(prepare: Callable[[], float]) -> float:
        prepare()
        return undo(_last_run())

    return all(
        [
            run(
                "undo_of_added_accounts",
                baseline=lambda: load(content),
                candidate=lambda: undo_after(lambda: load(content)),
                bar=1.0,
                rounds=5,
            ),
            run(
                "undo_of_changed_accounts",
                baseline=change,
                candidate=lambda: undo_after(change),
                bar=1.0,
                rounds=5,
            ),
        ]
    )


def undo(run_id: int) -> float:
    """The worker's whole path for a load that is to be undone."""
    from crm.imports.domain import runs, undoing
    from crm.imports.enums import Status
    from crm.imports.models import ImportRun

    job = ImportRun.objects.get(pk=run_id)
    job.undone_by = job.created_by  # as `ask_undo` leaves it, without its task, which would run at once here
    runs.move(job, Status.UNDOING)
    started = time.perf_counter()
    undoing.undo(run_id)
    taken = time.perf_counter() - started
    job.refresh_from_db()
    if job.status != Status.UNDONE:
        raise AssertionError(f"The undo failed: {job.status} {job.report.get('undo')}")
    return taken


def _other_owners(content: bytes) -> bytes:
    """The same file with another surname in every row."""
    text = content.decode("cp1251")
    for name in _LAST:
        text = text.replace(f";{name};", f";{name}ъ;")
    return text.encode("cp1251")


def _last_run() -> int:
    from crm.imports.models import ImportRun

    return int(ImportRun.objects.latest("pk").pk)


def make_file(rows: int = ROWS, houses: int = HOUSES) -> bytes:
    """The manual's columns as Excel writes them; the same at every run."""
    dice = random.Random(9)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Л.С", "Баланс", "Фамилия", "Имя", "Отчество", "Квартира", "Дом", "Город", "Регион"])
    per_house = rows // houses
    for n in range(rows):
        house = n // per_house
        address = f"{_STREETS[house % len(_STREETS)]}, д. {house + 1}{' корп. 1' if house % 7 == 0 else ''}"
        balance = f"{dice.randint(-50_000, 900_000) / 100:.2f}".replace(".", ",")
        name = [dice.choice(_LAST), dice.choice(_FIRST), dice.choice(_PATRONYMIC)]
        writer.writerow([f"{n:08}", balance, *name, n % per_house + 1, address, "Верхнекамск", "Пермский край"])
    return text.getvalue().encode("cp1251")


def load(content: bytes, *, clear: bool = True, changes: bool = False) -> float:
    """The worker's whole path for a confirmed run; making and clearing are not timed.

    Into an empty tenant if `clear`, else upon what is there; `changes` says that it is to change every account.
    """
    from crm.imports.domain import runs
    from crm.imports.enums import Status

    job = _confirmed(content, clear=clear)
    started = time.perf_counter()
    runs.load(job.pk)
    taken = time.perf_counter() - started
    job.refresh_from_db()
    if (job.status, job.changed if changes else job.added) != (Status.DONE, ROWS):
        raise AssertionError(f"The load failed: {job.status} {job.added} {job.error}")
    return taken


def _confirmed(content: bytes, *, clear: bool = True) -> "ImportRun":
    """A checked file that waits for a worker."""
    from crm.imports.enums import Status
    from crm.imports.models import ImportRun
    from identity.models import User
    from tests.conftest import make_employee

    if clear:
        _clear("accounting_account, accounting_house, imports_importtrace")
    by = User.objects.filter(email="head@example.ru").first() or make_employee()
    job = ImportRun(kind="accounts", file_name="100000.csv", created_by=by, status=Status.LOADING)
    job.file.save("imports/bench.csv", ContentFile(content), save=False)
    job.save()
    return job


def bare_copy(rows: str) -> float:
    _clear("bench_accounts")
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.copy_expert(_COPY.format("bench_accounts"), io.StringIO(rows), size=1 << 20)
    return time.perf_counter() - started


def memory_of_worker(content: bytes) -> bool:
    """Peak of a process that does nothing else than one load."""
    job = _confirmed(content)
    answer = subprocess.run(
        [sys.executable, "-c", _WORKER, connection.settings_dict["NAME"], str(job.pk)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", "platform"])},
    )
    job.refresh_from_db()
    if job.added != ROWS:
        raise AssertionError(f"The load failed: {job.status} {job.error}")
    before, peak = (int(word) for word in answer.stdout.split()[-2:])
    held = peak <= MAX_MEGABYTES
    verdict = "ok" if held else "MISSED"
    print(f"BENCH import_memory peak={peak}MB (idle {before}MB) bar={MAX_MEGABYTES}MB {verdict}")  # noqa: T201  the report
    return held


def _clear(tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        cursor.execute("CHECKPOINT")


def _copied_out() -> str:
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY (SELECT * FROM accounting_account ORDER BY id) TO STDOUT", rows)
        cursor.execute("CREATE TABLE bench_houses (LIKE accounting_house INCLUDING ALL)")
        cursor.execute("INSERT INTO bench_houses OVERRIDING SYSTEM VALUE SELECT * FROM accounting_house")
    return rows.getvalue()


def _make_baseline_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_accounts (LIKE accounting_account INCLUDING ALL)")
        cursor.execute(
            "ALTER TABLE bench_accounts ADD FOREIGN KEY (house_id) REFERENCES bench_houses (id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )

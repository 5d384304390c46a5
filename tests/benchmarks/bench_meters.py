"""Loading 300 000 meters of 100 000 accounts with their last readings: the whole path against a bare COPY of the same
rows of meters, readings and history into tables with the same indexes and keys."""

import csv
import io
import random
import time

from django.core.files.base import ContentFile
from django.db import connection

from tenants.context import in_schema
from tests.benchmarks.bench_import import make_file as make_accounts
from tests.benchmarks.harness import run

ACCOUNTS, HOUSES = 100_000, 500
METERS = 3 * ACCOUNTS
SCHEMA = "uk_alpha"
ON = "2026-09-20"
_TABLES = ("meters_meter", "meters_reading", "meters_meterevent")
_KEYS = {
    "meters_meter": {"account_id": "accounting_account", "house_id": "accounting_house", "replaces_id": "meters_meter"},
    "meters_reading": {
        "meter_id": "meters_meter", "by_id": "identity_user", "import_run_id": "imports_importrun",
        "corrects_id": "meters_reading",
    },
    "meters_meterevent": {
        "meter_id": "meters_meter", "house_id": "accounting_house", "reading_id": "meters_reading",
        "by_id": "identity_user",
    },
}  # fmt: skip


def main() -> bool:
    with in_schema(SCHEMA):
        load_accounts()
        content = make_file()
        load(content)
        rows = _copied_out()
        _make_baseline_tables()
        return run(
            "import_meters", baseline=lambda: bare_copy(rows), candidate=lambda: load(content), bar=4.0, rounds=5
        )


def make_file(accounts: int = ACCOUNTS, houses: int = HOUSES) -> bytes:
    """The columns of our sample as Excel writes them: cold and hot water and electricity of every account."""
    dice = random.Random(9)
    addresses = _addresses(accounts, houses)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Л.С", "Адрес", "Квартира", "Тип", "Номер прибора", "Показание", "Дата следующей поверки"])
    for n in range(accounts):
        for resource in ("ХВС", "ГВС", "Электроэнергия"):
            value = f"{dice.randint(0, 999_999) / 1000:.3f}".replace(".", ",")
            until = f"{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.{dice.randint(2027, 2032)}"
            number = dice.randint(10_000_000, 99_999_999)
            writer.writerow([f"{n:08}", addresses[n], n % (accounts // houses) + 1, resource, number, value, until])
    return text.getvalue().encode("cp1251")


def load_accounts() -> None:
    """The accounts of the other benchmark, by the same import."""
    _run("accounts", make_accounts(ACCOUNTS, HOUSES), {})


def load(content: bytes) -> float:
    """The worker's whole path for a confirmed run, into no meters; clearing is not timed."""
    _clear(", ".join(_TABLES))
    taken, added = _run("meters", content, {"values_on": ON})
    if added != METERS:
        raise AssertionError(f"The load failed: {added} of {METERS}")
    return taken


def bare_copy(rows: dict[str, str]) -> float:
    _clear(", ".join(f"bench_{table}" for table in _TABLES))
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.copy_expert(f"COPY bench_{table} FROM STDIN", io.StringIO(rows[table]), size=1 << 20)
    return time.perf_counter() - started


def _run(kind: str, content: bytes, options: dict[str, str]) -> tuple[float, int]:
    from crm.imports.domain import runs
    from crm.imports.enums import Status
    from crm.imports.models import ImportRun
    from identity.models import User
    from tests.conftest import make_employee

    by = User.objects.filter(email="head@example.ru").first() or make_employee()
    job = ImportRun(kind=kind, file_name="bench.csv", options=options, created_by=by, status=Status.LOADING)
    job.file.save("imports/bench.csv", ContentFile(content), save=False)
    job.save()
    started = time.perf_counter()
    runs.load(job.pk)
    taken = time.perf_counter() - started
    job.refresh_from_db()
    if job.status != Status.DONE:
        raise AssertionError(f"The load failed: {job.status} {job.error}")
    return taken, job.added


def _addresses(accounts: int, houses: int) -> list[str]:
    """The address of each account, as the file of accounts has it."""
    lines = make_accounts(accounts, houses).decode("cp1251").splitlines()[1:]
    return [line.split(";")[6] for line in lines]


def _clear(tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        cursor.execute("CHECKPOINT")


def _copied_out() -> dict[str, str]:
    rows = {}
    with connection.cursor() as cursor:
        for table in _TABLES:
            out = io.StringIO()
            cursor.copy_expert(f"COPY (SELECT * FROM {table} ORDER BY id) TO STDOUT", out)
            rows[table] = out.getvalue()
    return rows


def _make_baseline_tables() -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
        for table, keys in _KEYS.items():
            for column, target in keys.items():
                to = f"bench_{target}" if target in _TABLES else target
                cursor.execute(
                    f"ALTER TABLE bench_{table} ADD FOREIGN KEY ({column}) REFERENCES {to} (id)"
                    " DEFERRABLE INITIALLY DEFERRED"
                )

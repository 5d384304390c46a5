"""Readings of 300 000 meters: the whole path of a file against a bare COPY of the same rows into a table with the same
indexes and keys. Half a year of readings is there already; so the plans of the screens are looked at, too.
"""

import io
import time
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection

from tenants.context import in_schema
from tests.benchmarks.harness import run

METERS, FLATS, HOUSES, MONTHS = 300_000, 100_000, 500, 6
SCHEMA = "uk_alpha"
_FIRST = date(2026, 4, 1)
_MONTH, _DAY = date(2026, 10, 1), date(2026, 10, 20)  # of the file
_COPY = "COPY {} FROM STDIN"
_PAGE = 50  # of a list

# Accounts and meters stand as they would after years: written straight, as only readings are measured.
_FILL = """
    INSERT INTO accounting_house (region, city, street, number, match_key, address_key, created_at, updated_at)
    SELECT '', 'Верхнекамск', 'ул. Ленина', n::text, 'bench ' || n, lpad(n::text, 9, '0'), now(), now()
    FROM generate_series(1, {houses}) n;
    INSERT INTO accounting_account (number, house_id, kind, flat, flat_key, last_name, first_name, patronymic, name_key,
        balance, is_active, created_at, updated_at)
    SELECT lpad(n::text, 8, '0'), h.id, 'flat', (n % 200 + 1)::text, lpad((n % 200 + 1)::text, 9, '0'),
        'Иванова', 'Нина', 'Петровна', 'иванова нина петровна', 0, true, now(), now()
    FROM generate_series(0, {flats} - 1) n
    JOIN accounting_house h ON h.match_key = 'bench ' || (n / ({flats} / {houses}) + 1);
    INSERT INTO meters_meter (account_id, resource, number, model, place, seal, created_at, updated_at)
    SELECT a.id, kind.resource, 'M' || a.number || kind.resource, '', '', '', now(), now()
    FROM accounting_account a CROSS JOIN (VALUES ('cold'), ('hot'), ('power')) kind (resource)
    ORDER BY a.number;
"""
_READINGS = """
    INSERT INTO meters_reading (meter_id, month, taken_on, value, source, created_at)
    SELECT m.id, d::date, d::date + 19, 100 + n * CASE m.resource WHEN 'power' THEN 150 ELSE 4 END, 'link', d
    FROM meters_meter m
    CROSS JOIN generate_series(%s::date, %s::date + interval '5 months', '1 month') WITH ORDINALITY months (d, n)
"""
_EVENTS = """
    INSERT INTO meters_meterevent (meter_id, house_id, reading_id, deed, source, changes, at)
    SELECT r.meter_id, a.house_id, r.id, 'read', 'link', '{}', r.created_at
    FROM meters_reading r JOIN meters_meter m ON m.id = r.meter_id JOIN accounting_account a ON a.id = m.account_id
"""
_PLANS = {
    "history of a house and month": """
        SELECT * FROM meters_meterevent WHERE house_id = (SELECT min(id) FROM accounting_house)
            AND at >= '2026-09-01' AND at < '2026-10-01' ORDER BY at DESC, id DESC LIMIT 51
    """,
    "history of a month": """
        SELECT * FROM meters_meterevent WHERE at >= '2026-06-01' AND at < '2026-07-01'
        ORDER BY at DESC, id DESC LIMIT 51
    """,
}


def main() -> bool:
    with in_schema(SCHEMA):
        fill()
        content = make_file()
        load(content)
        rows = _copied_out()
        _make_baseline_table()
        held = run(
            "import_readings", baseline=lambda: bare_copy(rows), candidate=lambda: load(content), bar=4.0, rounds=5
        )
        _tell_plans()
    return held


def fill() -> None:
    """500 houses, 100 000 flats, 300 000 meters, half a year of readings and their history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE meters_meterevent, meters_reading, meters_meter, accounting_account, accounting_house"
            " RESTART IDENTITY CASCADE"
        )
        cursor.execute(_FILL.format(houses=HOUSES, flats=FLATS))
        cursor.execute(_READINGS, [_FIRST, _FIRST])
        cursor.execute(_EVENTS)
        cursor.execute("CREATE TABLE bench_kept AS SELECT max(id) AS reading FROM meters_reading")
        cursor.execute("VACUUM ANALYZE")


def make_file() -> bytes:
    """What an accountant brings for the month after, as Excel writes it."""
    text = io.StringIO()
    text.write("Л.С;Номер прибора;Показание;Дата\r\n")
    for flat in range(FLATS):
        for resource, used in (("cold", 4), ("hot", 4), ("power", 150)):
            value = 100 + 7 * used + Decimal(flat % 1000) / 1000
            shown = str(value).replace(".", ",")
            text.write(f"{flat:08};M{flat:08}{resource};{shown};{_DAY:%d.%m.%Y}\r\n")
    return text.getvalue().encode("cp1251")


def load(content: bytes) -> float:
    """The worker's whole path for a confirmed run; taking back the last one is not timed."""
    from crm.imports.domain import runs
    from crm.imports.enums import Status
    from crm.imports.models import ImportRun
    from identity.models import User
    from tests.conftest import make_employee

    _forget()
    by = User.objects.filter(email="head@example.ru").first() or make_employee()
    job = ImportRun(kind="readings", file_name="300000.csv", created_by=by, status=Status.LOADING)
    job.file.save("imports/bench.csv", ContentFile(content), save=False)
    job.save()
    started = time.perf_counter()
    runs.load(job.pk)
    taken = time.perf_counter() - started
    job.refresh_from_db()
    if (job.status, job.added) != (Status.DONE, METERS):
        raise AssertionError(f"The load failed: {job.status} {job.added} {job.error}")
    return taken


def bare_copy(rows: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM bench_readings WHERE month = %s", [_MONTH])
        cursor.execute("VACUUM bench_readings")
        cursor.execute("CHECKPOINT")
        started = time.perf_counter()
        cursor.copy_expert(_COPY.format("bench_readings"), io.StringIO(rows), size=1 << 20)
    return time.perf_counter() - started


def _forget() -> None:
    """Take the last load away without its triggers: the half year before it stays."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, column in (("meters_meterevent", "reading_id"), ("meters_reading", "id")):
            cursor.execute(f"DELETE FROM {table} WHERE {column} > (SELECT reading FROM bench_kept)")
        cursor.execute("TRUNCATE imports_importtrace")
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in ("meters_meterevent", "meters_reading"):
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("CHECKPOINT")


def _copied_out() -> str:
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * FROM meters_reading WHERE month = '{_MONTH}' ORDER BY id) TO STDOUT", rows)
    return rows.getvalue()


def _make_baseline_table() -> None:
    """The same rows of half a year behind, the same indexes and foreign keys; no triggers, no history."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_readings (LIKE meters_reading INCLUDING ALL)")
        cursor.execute(
            "INSERT INTO bench_readings OVERRIDING SYSTEM VALUE SELECT * FROM meters_reading WHERE month < %s", [_MONTH]
        )
        for column, table in (("meter_id", "meters_meter"), ("import_run_id", "imports_importrun"),
                              ("by_id", "identity_user"), ("corrects_id", "bench_readings")):  # fmt: skip
            cursor.execute(
                f"ALTER TABLE bench_readings ADD FOREIGN KEY ({column}) REFERENCES {table}"
                " DEFERRABLE INITIALLY DEFERRED"
            )
        cursor.execute("VACUUM ANALYZE bench_readings")


def _tell_plans() -> None:
    """How long the screens' queries take here, and that they go by an index."""
    from crm.meters.domain.collection import BY_HOUSE_AND_DAY

    asked: list[tuple[str, str, Any]] = [(name, sql, None) for name, sql in _PLANS.items()]
    month = {"month": _MONTH, "houses": list(range(1, HOUSES + 1))}
    one = {"month": _MONTH, "houses": [1]}
    asked += [("collection", BY_HOUSE_AND_DAY, month), ("collection of one house", BY_HOUSE_AND_DAY, one)]
    asked += _who_has_not()
    with connection.cursor() as cursor:
        for name, sql, values in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", values)
            plan = [line for (line,) in cursor.fetchall()]
            scans = sorted({line.strip(" ->").split("  (")[0] for line in plan if "Scan" in line})
            print(f"PLAN {name}: {plan[-1].strip()}; {'; '.join(scans)}", flush=True)  # noqa: T201  the report


def _who_has_not() -> list[tuple[str, str, Any]]:
    """«Кто не передал»: a page and its count, of a month in which all have and of one that has just begun."""
    from crm.meters.domain.collection import not_handed_in
    from identity.models import User

    head, queries = User.objects.get(email="head@example.ru"), []
    for name, month in (("all have", _MONTH), ("nobody has", date(2100, 1, 1))):
        accounts = not_handed_in(month, user=head)
        page, values = accounts[:_PAGE].query.sql_with_params()
        whole, of_whole = accounts.order_by().values("pk").query.sql_with_params()
        queries += [
            (f"who has not, {name}: a page", page, values),
            (f"who has not, {name}: how many", f"SELECT count(*) FROM ({whole}) found", of_whole),
        ]
    return queries

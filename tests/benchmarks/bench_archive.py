"""The archive of one company: among a hundred others against among five, and against `pg_dump -n`."""

import subprocess
import tempfile
import time
from pathlib import Path

from infra.backup.cluster import _path_of
from tenants.archive import rows, writing
from tenants.archive.format import Writer
from tenants.connection import connection
from tenants.context import in_schema
from tenants.domain import template
from tests import database
from tests.benchmarks.harness import run

MANY = 120
ACCOUNTS = 20_000


def main() -> bool:
    for name in ("bench_few", "bench_many"):
        database.copy(name)
        _fill(name)
    database.point_at("bench_many")
    for number in range(MANY):
        template.make_schema(f"bench_{number}")
    flat = run(
        f"archive_at_{MANY}_tenants",
        baseline=lambda: archive("bench_few"),
        candidate=lambda: archive("bench_many"),
        bar=1.3,
        rounds=15,
    )
    quicker = run(
        "archive_vs_pg_dump", baseline=lambda: dump("bench_many"), candidate=lambda: archive("bench_many"), bar=1
    )
    return flat and quicker


def archive(name: str) -> float:
    """Definitions and rows of «Альфа» into an archive; files and sheets cost the same everywhere."""
    database.point_at(name)
    connection.ensure_connection()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Writer(Path(folder) / "a.zip") as out, writing._snapshot():
        rows.dump("uk_alpha", out)
    return time.perf_counter() - started


def dump(name: str) -> None:
    """The same by pg_dump, compressed alike."""
    parameters = connection.get_connection_params()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [_path_of("pg_dump"), "-n", "uk_alpha", "-Fc", "-Z", "3", "-f", str(Path(folder) / "a.dump"),
             "-h", parameters["host"], "-U", parameters.get("user") or "postgres", "-d", name],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def _fill(name: str) -> None:
    database.point_at(name)
    with in_schema("uk_alpha"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO uk_alpha.accounting_house (region, city, street, number, match_key, address_key, created_at,"
            " updated_at) VALUES ('', 'Верхнекамск', 'Ленина', '1', 'k', 'k', now(), now())"
        )
        cursor.execute(
            """INSERT INTO uk_alpha.accounting_account (number, house_id, kind, flat, flat_key, last_name, first_name,
                   patronymic, name_key, balance, is_active, created_at, updated_at)
               SELECT 'M' || n, (SELECT min(id) FROM uk_alpha.accounting_house), 'flat', n, n, 'Иванова', 'Нина',
                   'Петровна', 'иванова', n / 100.0, true, now(), now() FROM generate_series(1, %s) n""",
            [ACCOUNTS],
        )

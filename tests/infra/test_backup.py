"""The whole database put back to a moment before a mistake, from a base copy and the log, by a server that starts."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
import pytest

from infra.backup.cluster import BackupError, Store, running
from infra.local.services import Embedded, home
from tests.e2e.service import ROOT

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Below the dot folder and not in pytest's own: PostgreSQL runs as another user where we are root."""
    folder = home() / "backup-test"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return Store(folder / "store")


@pytest.fixture(scope="module")
def url(folder: Path, store: Store) -> Iterator[str]:
    """A server that keeps its log in the store."""
    embedded = Embedded(folder / "server")
    os.environ["BACKUP_DIR"] = str(store.folder)
    try:
        yield embedded.start_postgres()
    finally:
        del os.environ["BACKUP_DIR"]
        embedded.stop_postgres()


@pytest.fixture(scope="module")
def mistake(url: str, store: Store) -> datetime:
    """A copy, work that goes on, and then somebody drops the table. The moment just before it."""
    with psycopg2.connect(url) as connection:
        run(connection, "CREATE TABLE readings (n int); INSERT INTO readings SELECT generate_series(1, 1000)")
        store.take(url)
        run(connection, "INSERT INTO readings SELECT generate_series(1001, 3000)")
        time.sleep(1.1)
        moment = datetime.now(UTC)
        time.sleep(1.1)
        run(connection, "DROP TABLE readings")
        run(connection, "CREATE TABLE after_mistake ()")
        [(segment,)] = run(connection, "SELECT pg_walfile_name(pg_switch_wal())")
    deadline = time.monotonic() + 20
    while not (store.wal / f"{segment}.gz").exists():
        assert time.monotonic() < deadline, "The log is not kept"
        time.sleep(0.05)
    return moment


def run(connection: "psycopg2.extensions.connection", sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else []
    connection.commit()
    return rows


def started(data: Path, store: Store) -> running:
    socket = data.parent / "s"
    socket.mkdir(exist_ok=True)
    os.chown(socket, store.wal.stat().st_uid, store.wal.stat().st_gid)
    return running(data, socket=socket)


def test_the_rows_are_there_as_of_the_moment_before_the_mistake(folder: Path, store: Store, mistake: datetime):
    store.restore(folder / "before", until=mistake.isoformat())

    with started(folder / "before", store) as server:
        assert server.ask("SELECT count(*), max(n) FROM readings") == "3000|3000"
        assert server.ask("SELECT to_regclass('after_mistake') IS NULL") == "t"
        assert server.ask("SHOW archive_mode") == "off"  # it does not write into the log that it came from
        server.ask("INSERT INTO readings VALUES (3001)")


def test_the_last_moment_has_all_that_was_done(store: Store, mistake: datetime):
    assert store.drill("SELECT to_regclass('readings') IS NULL AND to_regclass('after_mistake') IS NOT NULL") == "t"


def test_a_moment_before_the_first_copy_is_refused(folder: Path, store: Store, mistake: datetime):
    with pytest.raises(BackupError, match="that old"):
        store.restore(folder / "too-early", until="2020-01-01T00:00:00+03:00")


def test_nothing_is_restored_over_data(folder: Path, store: Store, mistake: datetime):
    (folder / "full").mkdir()
    (folder / "full" / "precious").touch()

    with pytest.raises(BackupError, match="not empty"):
        store.restore(folder / "full")


def test_a_damaged_copy_is_noticed_by_the_drill(store: Store, mistake: datetime, folder: Path):
    damaged = Store(folder / "damaged")
    shutil.copytree(store.folder, damaged.folder)
    packed = damaged.bases()[-1] / "base.tar.gz"
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 0xFF
    packed.write_bytes(content)

    with pytest.raises(BackupError, match="damaged"):
        damaged.drill("SELECT 1")


def test_old_copies_go_with_the_log_that_nobody_needs(url: str, store: Store, mistake: datetime, folder: Path):
    for _ in range(2):
        store.take(url)
        time.sleep(1.1)

    gone = store.prune(keep=1)

    assert len(store.bases()) == 1
    assert any(path.suffix == ".gz" for path in gone)
    assert store.drill("SELECT to_regclass('after_mistake') IS NOT NULL") == "t"


def test_a_segment_is_kept_once_and_another_of_its_name_is_refused(tmp_path: Path):
    (tmp_path / "segment").write_bytes(b"one")
    (tmp_path / "other").write_bytes(b"two")

    def keep(name: str) -> int:
        script = ROOT / "infra" / "backup" / "keep_segment.sh"
        target = tmp_path / "wal" / "000000010000000000000001"
        return subprocess.run(["sh", script, tmp_path / name, target], check=False, capture_output=True).returncode

    assert [keep("segment"), keep("segment"), keep("other")] == [0, 0, 1]
    assert [path.name for path in (tmp_path / "wal").iterdir()] == ["000000010000000000000001.gz"]


def test_the_command_says_what_is_wrong_in_one_sentence(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "infra.backup", "--store", str(tmp_path), "drill"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr.strip()) == (1, f"No base copy in {tmp_path}")

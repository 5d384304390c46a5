"""A company moves to another installation, on another PostgreSQL, while people go on reading at the old one.

No row, no file and no kopeck is lost, no read fails; for how long nobody could write is measured and printed.
"""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from billing.domain import ledger
from billing.enums import AccountKind, TransactionKind
from infra.backup.cluster import Store, running
from infra.local.services import Embedded, home
from tenants import storage
from tenants.context import in_schema
from tenants.models import Tenant
from tests import database
from tests.e2e.service import Service
from tests.isolation import companies

pytestmark = pytest.mark.e2e

ACCOUNTS, PAYMENTS, FILES = 20_000, 300, 40
LONGEST = 60  # seconds in which nobody could write; three commands on a busy machine of two cores


@dataclass
class Place(Service):
    """An installation with its own PostgreSQL, Redis and files."""

    redis_url: str = ""
    invoices_from: int = 1

    @property
    def environment(self) -> dict[str, str]:
        own = {"REDIS_URL": self.redis_url, "INVOICE_NUMBERS_FROM": str(self.invoices_from), "PLAIN_STATIC": "1"}
        return super().environment | own

    def start(self) -> None:
        """The web server alone: nothing here is sent to a worker."""
        self._spawn(
            str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1", "--port",
            str(self.port), "--workers", "1", "--blocking-threads", "4", "--no-ws", "config.wsgi:application",
            log="web",
        )  # fmt: skip
        self._wait()

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Status, Location and body of a page of «Альфа»; `alpha.localhost` is known to browsers alone."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(connection):
            connection.request("GET", path, headers={"Host": f"alpha.localhost:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()


@dataclass
class Readers:
    """Somebody who opens pages and somebody who asks the database, without a pause."""

    pages: Callable[[], object]
    rows: Callable[[], object]
    reads: int = 0
    failed: list[str] = field(default_factory=list)
    _done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Readers":
        self._threads = [threading.Thread(target=self._read, args=(what,)) for what in (self.pages, self.rows)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _read(self, what: Callable[[], object]) -> None:
        while not self._done.wait(0.02):
            try:
                what()
            except Exception as error:
                self.failed.append(repr(error))
            self.reads += 1


@pytest.fixture
def folder() -> Iterator[Path]:
    """Below the dot folder: PostgreSQL runs as another user where we are root."""
    folder = home() / "moving"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("old", "new", "socket"):
        (folder / name).mkdir(parents=True)
        (folder / name / "static").mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def old(folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """Where «Альфа» works, with thousands of accounts, hundreds of payments and some files."""
    used = settings.DATABASES["default"]["NAME"]
    url = database.copy("moving")
    redis = Embedded(folder / "old")
    place = Place(home=folder / "old", database_url=url, redis_url=redis.start_redis())
    with django_db_blocker.unblock():
        database.point_at("moving")
        fill(place)
        connections.close_all()
        database.point_at(used)
    yield place
    place.stop()
    redis.stop_redis()


@pytest.fixture
def new(folder: Path, old: Place, django_db_setup: None) -> Iterator[Place]:
    """Another server with another installation in it, where nobody knows «Альфа»."""
    store = Store(folder / "store")
    store.prepare(owner=home() / "postgres")
    store.take(os.environ["DATABASE_URL"])
    store.restore(folder / "new" / "postgres")
    owner = (home() / "postgres").stat()
    os.chown(folder / "socket", owner.st_uid, owner.st_gid)
    redis = Embedded(folder / "new")
    with running(folder / "new" / "postgres", socket=folder / "socket"):
        place = Place(
            home=folder / "new",
            database_url=f"postgresql://postgres:@/moving?host={folder / 'socket'}",
            redis_url=redis.start_redis(),
            invoices_from=10_000_001,
        )
        with closing(psycopg2.connect(place.database_url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(FORGET)
        yield place
        place.stop()
        redis.stop_redis()


FORGET = """
    DROP SCHEMA uk_alpha CASCADE;
    SET session_replication_role = replica;
    DELETE FROM billing_entry; DELETE FROM billing_invoice; DELETE FROM billing_transaction;
    DELETE FROM billing_ledgeraccount; DELETE FROM billing_snapshot; DELETE FROM tenants_signinkey;
    DELETE FROM tenants_domain WHERE domain LIKE 'alpha.%';
    DELETE FROM tenants_tenant WHERE slug = 'alpha';
"""


def fill(place: Place) -> None:
    for kind in (storage.TenantStorage, storage.PrivateTenantStorage):
        kind.root = place.home / ("media" if kind is storage.TenantStorage else "private")
    tenant = Tenant.objects.get(slug="alpha")
    companies.fill(tenant, "Альфаметка")
    companies.fill(Tenant.objects.get(slug="beta"), "Бетаметка")
    for number in range(FILES):
        content = os.urandom(50_000)
        (place.home / "file").write_bytes(content)
        with (place.home / "file").open("rb") as file:
            storage.put_file("uk_alpha", "private" if number % 2 else "public", f"letters/{number}.bin", file)
    for number in range(PAYMENTS):
        ledger.post(
            key=f"payment:{tenant.pk}:{number}", kind=TransactionKind.PAYMENT, tenant=tenant,
            amount=Decimal(f"{number + 1}.17"), against=AccountKind.BANK, description=f"Оплата {number}", by=None,
        )  # fmt: skip
    with in_schema("uk_alpha"), connections["default"].cursor() as cursor:  # its triggers write beside it
        cursor.execute(
            """INSERT INTO uk_alpha.accounting_account (number, house_id, kind, flat, flat_key, last_name, first_name,
                   patronymic, name_key, balance, is_active, created_at, updated_at)
               SELECT 'M' || n, (SELECT min(id) FROM uk_alpha.accounting_house), 'flat', n, n, 'Иванова', 'Нина',
                   'Петровна', 'иванова', n / 100.0, true, now(), now() FROM generate_series(1, %s) n""",
            [ACCOUNTS],
        )


def test_a_company_moves_while_people_read(old: Place, new: Place, folder: Path, capsys: pytest.CaptureFixture[str]):
    archive = folder / "alpha.zip"
    old.start()
    before, money = rows(old), books(old)
    files = contents(old)

    with Readers(pages=page_of(old), rows=rows_of(old)) as readers:
        wait_for_reads(readers)
        started = time.monotonic()
        old.manage("archive_tenant", "alpha", "--freeze", "--to", str(archive))
        refused = write(old)
        new.manage("restore_tenant", str(archive))
        may_write_again = time.monotonic()
        compared = new.manage("compare_tenant", "alpha", str(archive))
    read_while_moving = readers.reads
    new.start()
    old.manage("depart_tenant", "alpha", str(archive), "--to", new.url("alpha"))

    assert readers.failed == []
    assert refused == "25006"
    assert "Всё как в архиве" in compared
    assert files.items() <= contents(new).items(), "and pictures that were drawn for readers meanwhile"
    assert {table: told for table, told in rows(new).items() if before[table] != told} == {}
    assert books(new) == money
    assert write(new) == ""
    assert new.get("/novosti/")[0] == 200
    assert old.get("/novosti/")[:2] == (302, new.url("alpha", "/novosti/"))
    seconds = may_write_again - started
    with capsys.disabled():
        print(  # noqa: T201  the figures are the report
            f"\nMOVE rows={sum(count for count, _ in before.values())} files={len(files)} balance={money[0]}"
            f" reads={read_while_moving} failed=0 read_only={seconds:.1f}s archive={archive.stat().st_size / 1e6:.1f}MB"
        )
    assert seconds < LONGEST


def wait_for_reads(readers: Readers) -> None:
    deadline = time.monotonic() + 20
    while readers.reads < 10:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def page_of(place: Place) -> Callable[[], object]:
    paths = iter(())

    def read() -> None:
        nonlocal paths
        path = next(paths, None)
        if path is None:
            paths = iter(["/novosti/", "/voprosy/", "/kontakty/"])
            path = "/"
        status, _, body = place.get(path)
        assert status == 200
        assert "Альфаметка".encode() in body

    return read


def rows_of(place: Place) -> Callable[[], object]:
    connection = psycopg2.connect(place.database_url)
    connection.autocommit = True

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM uk_alpha.accounting_account")
            assert cursor.fetchone()[0] >= ACCOUNTS

    return read


def write(place: Place) -> str:
    """The code with which the database refuses a write, or nothing if it takes it."""
    with closing(psycopg2.connect(place.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SET search_path = uk_alpha")
        try:
            cursor.execute("UPDATE uk_alpha.accounting_account SET balance = balance")
        except psycopg2.Error as error:
            return str(error.pgcode)
        return ""


def rows(place: Place) -> dict[str, tuple[int, str]]:
    """Count and hash of each table. Left out: what each installation writes for itself, and keys, which stay."""
    found = {}
    own = {"wagtailimages_rendition", "identity_session", "wagtailcore_site", "api_token", "api_reading"}
    with closing(psycopg2.connect(place.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'uk_alpha'")
        for (table,) in cursor.fetchall():
            if table not in own:
                cursor.execute(
                    f"SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM uk_alpha.{table} t"
                )
                found[table] = cursor.fetchone()
    return found


def books(place: Place) -> tuple[Any, ...]:
    with closing(psycopg2.connect(place.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.balance, (SELECT count(*) FROM billing_transaction x WHERE x.tenant_id = t.id),
                   (SELECT md5(string_agg(kind || amount || description || created_at, '|' ORDER BY x.id))
                    FROM billing_transaction x WHERE x.tenant_id = t.id),
                   (SELECT string_agg(number || state || amount, '|' ORDER BY number)
                    FROM billing_invoice i WHERE i.tenant_id = t.id)
               FROM tenants_tenant t JOIN billing_ledgeraccount a ON a.tenant_id = t.id WHERE t.slug = 'alpha'"""
        )
        return cursor.fetchone()


def contents(place: Place) -> dict[str, bytes]:
    found = {}
    for folder in ("media", "private"):
        top = place.home / folder / "uk_alpha"
        paths = [path for path in top.rglob("*") if path.is_file() and "-width-" not in path.name]
        found |= {f"{folder}/{path.relative_to(top)}": path.read_bytes() for path in paths if "-fill-" not in path.name}
    return found

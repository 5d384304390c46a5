"""The test database: migrated and provisioned once, kept as a PostgreSQL template, copied for each run."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from infra.backup import cluster
from tenants.context import in_schema
from tenants.domain import provisioning
from tenants.models import Tenant
from tests.factories import TenantFactory
from tests.run_once import bases, one_at_a_time

ROOT = Path(__file__).resolve().parents[1]

# What the kept database depends on: change one of these and it is made anew.
_MADE_BY = (
    "**/migrations/*.py",
    "**/provisioning.py",
    "**/models.py",
    "tenants/domain/*.py",
    "sites_cms/pages/*.py",
    "platform/config/settings.py",
    "platform/*/data/*",
    "tests/database.py",
)


def tenants() -> list[Tenant]:
    """The two companies of the tests, alike in everything that could be mixed up."""
    return [
        TenantFactory(slug="alpha", short_name="УК «Альфа»", full_name='ООО "УК Альфа"', inn="5904123453"),
        TenantFactory(slug="beta", short_name="УК «Бета»", full_name='ООО "УК Бета"', inn="7415038692"),
    ]


def prepare() -> None:
    """Point Django's connection at a fresh copy of the prepared database."""
    base = f"base_{_fingerprint()}"
    name = settings.DATABASES["default"]["TEST"]["NAME"]
    with _Server() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [base])
        if not cursor.fetchone():
            _drop_old(cursor)
            cursor.execute(f'CREATE DATABASE "{base}_making"')
            _fill_or_load(f"{base}_making", kept=bases() / f"{base}.dump")
            cursor.execute(f'ALTER DATABASE "{base}_making" RENAME TO "{base}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{base}"')
    point_at(name)


def copy(name: str, *, of: str = "") -> str:
    """A further copy of the prepared database, or of another one, for processes of their own; returns its URL."""
    template = of or f"base_{_fingerprint()}"
    with _Server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return url_of(name)


def url_of(name: str) -> str:
    """The address of a database of the tests' server."""
    server, _, rest = os.environ["DATABASE_URL"].partition("?")
    return f"{server.rsplit('/', 1)[0]}/{name}?{rest}"


@contextmanager
def own_copy(name: str) -> Iterator[None]:
    """Work in autocommit in a copy of the prepared database: other connections see the rows, and all is thrown away."""
    copy(name)
    with pointed_at(name):
        yield


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Let Django speak to another database of the tests' server for the length of the block."""
    before = settings.DATABASES["default"]["NAME"]
    point_at(name)
    try:
        yield
    finally:
        point_at(before)


def point_sites_at(port: int, *, database: str) -> None:
    """Wagtail's Site records carry the port; a service on another port has to know it."""
    with _Server(database) as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'uk\\_%' OR nspname = 'public'")
        for (schema,) in cursor.fetchall():
            cursor.execute(f'UPDATE "{schema}".wagtailcore_site SET port = %s', [port])


def _fill_or_load(database: str, *, kept: Path) -> None:
    """Migrate, which takes most of a minute: of several processes one does it, and the others load what it has kept."""
    with one_at_a_time("making"):
        if kept.exists():
            _restore(database, kept)
            return
        _fill(database)
        for old in kept.parent.glob("base_*.dump"):
            old.unlink()
        unfinished = kept.with_suffix(".unfinished")
        dump(database, unfinished)
        unfinished.rename(kept)


def dump(database: str, file: Path) -> None:
    """Keep a database for the servers of other processes."""
    _run("pg_dump", "-Fc", "-Z", "1", "-f", str(file), database)


def restored(name: str, file: Path) -> str:
    """A database of this name from what `dump` kept; returns its URL."""
    with _Server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    _restore(name, file)
    return url_of(name)


def _restore(database: str, file: Path) -> None:
    _run("pg_restore", "--no-owner", "--exit-on-error", "-d", database, str(file))


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL's, speaking to the tests' server."""
    place = connection.get_connection_params()
    address = {"PGHOST": place.get("host"), "PGPORT": place.get("port"), "PGUSER": place.get("user"),
        "PGPASSWORD": place.get("password")}  # fmt: skip
    environment = {**os.environ, **{name: str(value) for name, value in address.items() if value}}
    subprocess.run([cluster.path_of(program), *arguments], check=True, env=environment)


def _fill(database: str) -> None:
    point_at(database)
    call_command("migrate", verbosity=0)
    for tenant in tenants():
        provisioning.begin(tenant)
        with in_schema("public"):
            provisioning.provision(tenant.pk)
    connections.close_all()


def point_at(database: str) -> None:
    """Let Django speak to another database of the tests' server."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = database
    connection.settings_dict["NAME"] = database


@cache  # a run stays with the database that it began with
def _fingerprint() -> str:
    digest = hashlib.sha256()
    paths = {path for pattern in _MADE_BY for path in ROOT.glob(pattern) if ".venv" not in path.parts}
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _drop_old(cursor: "psycopg2.extensions.cursor") -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'base_%'")
    for (old,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')


class _Server:
    """A cursor on the server's own database, outside any transaction."""

    def __init__(self, database: str = "postgres") -> None:
        self.database = database

    def __enter__(self) -> "psycopg2.extensions.cursor":
        parameters = connection.get_connection_params()
        self.connection = psycopg2.connect(
            **{
                **{name: parameters[name] for name in ("user", "password", "host", "port") if parameters.get(name)},
                "dbname": self.database,
            }
        )
        self.connection.autocommit = True
        return self.connection.cursor()

    def __exit__(self, *_: object) -> None:
        self.connection.close()

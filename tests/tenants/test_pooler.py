"""Many processes on few server connections: a pooler in transaction mode stands between."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.test import Client

from crm.company.models import Profile
from tests.emulators.pooler import Pooler

pytestmark = pytest.mark.integration

ALPHA, BETA = "uk_alpha", "uk_beta"
NAMES = {ALPHA: "УК «Альфа»", BETA: "УК «Бета»"}
TRACKED = frozenset({"search_path"})


@pytest.fixture
def pooled(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[..., Pooler]]:
    """A pooler over the tests' server; what is read there is committed, and nothing is written."""

    def start(track: frozenset[str] = TRACKED) -> Pooler:
        return Pooler(f"{connection.get_connection_params()['host']}/.s.PGSQL.5432", track=track)

    with django_db_blocker.unblock():
        yield start


@contextmanager
def clients(pooler: Pooler, *aliases: str, **extra: object) -> Iterator[None]:
    """Further databases of Django, all of them the same one behind the pooler."""
    for alias in aliases:
        connections.settings[alias] = behind(pooler) | extra
    try:
        yield
    finally:
        for alias in aliases:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


def behind(pooler: Pooler) -> dict[str, Any]:
    default = django_settings.DATABASES["default"]
    options = {name: value for name, value in default["OPTIONS"].items() if name != "host"}
    return {**default, "HOST": "127.0.0.1", "PORT": pooler.port, "OPTIONS": options}


def name_read_by(alias: str) -> str:
    return Profile.objects.using(alias).get().short_name


def test_two_companies_take_turns_and_each_reads_its_own(pooled):
    with pooled() as pooler, clients(pooler, "one", "two"):
        connections["one"].set_schema(ALPHA)
        connections["two"].set_schema(BETA)
        seen = [(name_read_by("one"), name_read_by("two")) for _ in range(5)]
        assert seen == [(NAMES[ALPHA], NAMES[BETA])] * 5


def test_a_pooler_that_does_not_follow_search_path_mixes_them(pooled):
    """What the setting is for: django-tenants sends it once and trusts the connection to keep it."""
    with pooled(track=frozenset()) as pooler, clients(pooler, "one", "two"):
        connections["one"].set_schema(ALPHA)
        connections["two"].set_schema(BETA)
        assert (name_read_by("one"), name_read_by("two")) == (NAMES[ALPHA], NAMES[BETA])
        assert name_read_by("one") == NAMES[BETA]


def test_a_rollback_takes_no_company_along(pooled):
    with pooled() as pooler, clients(pooler, "one", "two"):
        connections["two"].set_schema(BETA)
        with transaction.atomic("one"):
            connections["one"].set_schema(ALPHA)
            assert name_read_by("one") == NAMES[ALPHA]
            assert name_read_by("two") == NAMES[BETA]
            transaction.set_rollback(True, using="one")
        assert (name_read_by("one"), name_read_by("two")) == (NAMES[ALPHA], NAMES[BETA])


@pytest.mark.parametrize("disabled", [True, False])
def test_a_long_read_needs_no_cursor_on_the_server(pooled, disabled: bool):
    """`DATABASE_POOLER=transaction` turns such cursors off: the next rows would be asked of another connection."""
    with pooled() as pooler, clients(pooler, "one", "two", DISABLE_SERVER_SIDE_CURSORS=disabled):
        assert _companies("two").count() == 2
        rows = _companies("one").iterator(chunk_size=1)
        assert next(rows) == "alpha"
        with transaction.atomic("two"):
            assert _companies("two").count() == 2  # holds the connection that `one` was at
            if disabled:
                assert next(rows) == "beta"
            else:
                with pytest.raises(psycopg2.Error, match=r"cursor .* does not exist"):
                    next(rows)


def _companies(alias: str) -> Any:
    from tenants.models import Tenant

    return Tenant.objects.using(alias).order_by("slug").values_list("slug", flat=True)


def test_requests_of_two_companies_at_once_share_two_connections(pooled, monkeypatch: pytest.MonkeyPatch):
    with pooled() as pooler:
        monkeypatch.setitem(connections.settings, "default", behind(pooler))
        wrong: list[str] = []
        threads = [threading.Thread(target=_visit, args=(slug, wrong)) for slug in ("alpha", "beta") * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert pooler.transactions > 100, "the pages were read through the pooler"


def _visit(slug: str, wrong: list[str]) -> None:
    own, foreign = (NAMES[f"uk_{name}"] for name in ((slug, "beta") if slug == "alpha" else (slug, "alpha")))
    client = Client(HTTP_HOST=f"{slug}.localhost:8000")
    try:
        for _ in range(10):
            page = client.get("/").content.decode()
            if own not in page or foreign in page:
                wrong.append(f"{slug}: {page[:200]}")
    except Exception as error:
        wrong.append(repr(error))
    finally:
        connections.close_all()

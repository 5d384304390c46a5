"""Slow queries are told without people's data, and telling costs next to nothing."""

from time import perf_counter
from typing import Any

import pytest
from django.db import connection, connections
from structlog.contextvars import bound_contextvars

from tenants.models import Tenant
from tests.watch.conftest import Lines
from watch import queries
from watch.ids import new_id

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_slow_query_is_told_without_its_parameters(tenant: Tenant, written: Lines, settings: Any):
    settings.SLOW_QUERY_MS = 200
    request_id = new_id()
    with bound_contextvars(request_id=request_id), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3), %s, 'Иванова'", ["+79020000000"])
        cursor.execute("SELECT 1")

    (line,) = written()
    assert line["event"] == "slow query"
    assert line["sql"] == "SELECT pg_sleep(0.3), %s, '…'"
    assert line["ms"] >= 200
    assert (line["request_id"], line["tenant"]) == (request_id, "uk_alpha")


def test_queries_of_a_block_are_counted(tenant: Tenant):
    Tenant.objects.count()  # the connection is pointed at the schema with the first query
    with queries.counted() as outer:
        Tenant.objects.count()
        with queries.counted() as inner:
            Tenant.objects.count()
    assert (outer.count, inner.count) == (1, 1)
    assert outer.seconds > 0


def test_a_connection_that_is_opened_anew_is_watched_once():
    another = connections.create_connection("default")
    for _ in range(2):
        another.connect()
        another.close()
    assert another.execute_wrappers == [queries._timed]


def test_watching_a_query_costs_microseconds(db: None):
    def nothing(*_: Any) -> None:
        return None

    with queries.counted():
        started = perf_counter()
        for _ in range(10_000):
            queries._timed(nothing, "SELECT 1", None, False, {})
        each = (perf_counter() - started) / 10_000
    assert each < 0.00002, "a query takes at least 150 µs"

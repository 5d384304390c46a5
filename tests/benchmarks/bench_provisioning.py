"""A new tenant: the kept script against migrations, and among 200 tenants against among none."""

import itertools
import time

from tenants.connection import connection
from tenants.domain import template
from tests import database
from tests.benchmarks.harness import run

MANY = 200
_numbers = itertools.count()


def main() -> bool:
    faster = run("provision_vs_migrate", baseline=migrate, candidate=make, bar=40, at_least=True, rounds=5)
    database.copy("bench_crowded")
    database.copy("bench_empty")
    for _ in range(MANY):
        make_in("bench_crowded")
    flat = run(
        "provision_at_200_tenants",
        baseline=lambda: make_in("bench_empty"),
        candidate=lambda: make_in("bench_crowded"),
        bar=1.3,
        rounds=15,
    )
    return faster and flat


def make() -> float:
    started = time.perf_counter()
    schema = f"bench_{next(_numbers)}"
    template.make_schema(schema)
    taken = time.perf_counter() - started
    _drop(schema)
    return taken


def migrate() -> float:
    started = time.perf_counter()
    schema = f"bench_{next(_numbers)}"
    template.migrate_schema(schema)
    taken = time.perf_counter() - started
    _drop(schema)
    return taken


def make_in(name: str) -> float:
    """Make a tenant in another database; connecting is not timed. Only the crowd stays, what was timed goes."""
    database.point_at(name)
    connection.ensure_connection()
    schema = f"bench_{next(_numbers)}"
    started = time.perf_counter()
    template.make_schema(schema)
    taken = time.perf_counter() - started
    if name == "bench_empty":
        _drop(schema)
    return taken


def _drop(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')

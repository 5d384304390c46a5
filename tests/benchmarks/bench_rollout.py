"""A deploy with nothing to migrate at 10 companies against 1 000; eight companies side by side against one by one.

For the first only the rows of the companies are made, without schemas: a deploy with nothing to migrate never looks
into one, which is what is measured. For the second the schemas are real, and so is the migration.
"""

import os
import tempfile
import time
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from tenants.domain import rollout, template
from tenants.models import Tenant
from tests import database
from tests.benchmarks.harness import run
from tests.tenants.new_release import released
from tests.tenants.test_rollout import row

FEW, MANY, SIDE_BY_SIDE = 10, 1000, 8


def main() -> bool:
    for name, companies in (("bench_few", FEW), ("bench_many", MANY)):
        database.copy(name)
        database.point_at(name)
        Tenant.objects.bulk_create(row(number) for number in range(companies - Tenant.objects.count()))
    whole = run(
        "empty_deploy_at_1000_companies",
        baseline=lambda: deploy_in("bench_few"),
        candidate=lambda: deploy_in("bench_many"),
        bar=1.3,
    )
    asked = run(
        "empty_question_at_1000_companies",
        baseline=lambda: ask_in("bench_few"),
        candidate=lambda: ask_in("bench_many"),
        bar=1.3,
        rounds=15,
    )
    return whole and asked and _side_by_side()


def deploy_in(name: str) -> float:
    """`manage.py migrate` as a whole, without starting Python."""
    database.point_at(name)
    started = time.perf_counter()
    call_command("migrate", verbosity=0, stdout=StringIO())
    return time.perf_counter() - started


def ask_in(name: str) -> float:
    """Only what is asked about the companies, many times: the rest of a deploy would hide it."""
    database.point_at(name)
    rollout.roll_out(workers=1)  # connects
    started = time.perf_counter()
    for _ in range(200):
        rollout.roll_out(workers=1)
    return time.perf_counter() - started


def _side_by_side() -> bool:
    """The bar only says that it is not slower: how much faster depends on the cores."""
    database.copy("bench_rollout")
    database.point_at("bench_rollout")
    fingerprint = template.migrations_fingerprint()
    for number in range(SIDE_BY_SIDE):
        tenant = row(number)
        template.make_schema(tenant.schema_name)
        tenant.save()
    Tenant.objects.exclude(slug__startswith="row-").update(schema_fingerprint="")  # the two of the tests look on
    with tempfile.TemporaryDirectory() as folder, released(Path(folder)):
        return run(
            f"migrate_{SIDE_BY_SIDE}_companies_side_by_side",
            baseline=lambda: migrate(workers=1, back_to=fingerprint),
            candidate=lambda: migrate(workers=os.cpu_count() or 1, back_to=fingerprint),
            bar=0.9,
            at_least=True,
            rounds=3,
        )


def migrate(*, workers: int, back_to: str) -> float:
    """Migrate all of them; then take the new table away again, so that the next turn finds them as they were."""
    started = time.perf_counter()
    report = rollout.roll_out(workers=workers)
    taken = time.perf_counter() - started
    assert len(report.tenants) == SIDE_BY_SIDE
    assert not report.failed, report.failed[0].maintenance_reason
    with connections["default"].cursor() as cursor:
        for tenant in report.tenants:
            cursor.execute(f'DROP TABLE "{tenant.schema_name}".rights_probe')
            cursor.execute(f"DELETE FROM \"{tenant.schema_name}\".django_migrations WHERE name = '0999_next'")
    Tenant.objects.filter(slug__startswith="row-").update(schema_fingerprint=back_to)
    return taken

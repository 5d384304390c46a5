"""A month of a thousand companies: the whole charge against a bare insert of the same rows.

The bare tables have the same columns, indexes and foreign keys and no triggers, and the rows lie ready: what is
compared is counting, pricing, checking and moving balances against nothing but writing.
"""

import time
from datetime import date

from django.db.models import Count

from billing.domain import charging
from billing.domain.ledger import broken_invariants
from billing.models import Transaction
from tenants.connection import connection
from tenants.models import Tenant
from tests.benchmarks.harness import run

COMPANIES = 1_000
_months = (date(year, month, 1) for year in (2020, 2021) for month in range(1, 13))

SNAPSHOTS = """
INSERT INTO billing_snapshot (tenant_id, day, accounts, carried)
    SELECT t.id, day::date, 100 + t.id, false FROM tenants_tenant t
    CROSS JOIN generate_series(date '2020-01-01', date '2021-12-31', interval '1 day') day ORDER BY day, t.id
"""
BARE = """
CREATE TABLE bare_transaction (LIKE billing_transaction INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
ALTER TABLE bare_transaction ADD FOREIGN KEY (tenant_id) REFERENCES tenants_tenant,
    ADD FOREIGN KEY (created_by_id) REFERENCES identity_user;
CREATE TABLE bare_entry (LIKE billing_entry INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
ALTER TABLE bare_entry ADD FOREIGN KEY (transaction_id) REFERENCES bare_transaction,
    ADD FOREIGN KEY (account_id) REFERENCES billing_ledgeraccount;
"""
STAGE = """
CREATE TEMP TABLE staged_transaction AS SELECT * FROM billing_transaction WHERE period = %(month)s ORDER BY id;
CREATE TEMP TABLE staged_entry AS
    SELECT e.* FROM billing_entry e JOIN staged_transaction t ON t.id = e.transaction_id ORDER BY e.id;
"""
INSERT = """
INSERT INTO bare_transaction SELECT * FROM staged_transaction;
INSERT INTO bare_entry SELECT * FROM staged_entry;
"""


def main() -> bool:
    _companies_with_snapshots()
    charged: list[date] = []

    def charge() -> None:
        month = next(_months)
        charging.charge_month(month)
        charged.append(month)

    charge()
    charge()
    held = run("charge_month", baseline=lambda: insert(charged.pop(0)), candidate=charge, bar=2.0, rounds=15)
    companies = Transaction.objects.values_list("period").annotate(Count("id"))
    assert {number for _, number in companies} == {COMPANIES + 2}
    assert broken_invariants() == []
    return held


def insert(month: date) -> float:
    """Write the rows of a charged month again; laying them ready is not timed."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE, {"month": month})
        started = time.perf_counter()
        cursor.execute(INSERT)
        taken = time.perf_counter() - started
        cursor.execute("DROP TABLE staged_transaction, staged_entry")
    return taken


def _companies_with_snapshots() -> None:
    Tenant.objects.bulk_create(
        Tenant(
            schema_name=f"uk_bench{number}", slug=f"bench{number}", inn=f"{number:010d}", short_name=f"УК {number}",
            full_name=f"УК {number}", city="Верхнекамск", region="Пермский край", federal_district="volga",
        )
        for number in range(COMPANIES)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOTS)
        cursor.execute("VACUUM ANALYZE billing_snapshot")  # in life the server's own vacuum does it by day
        cursor.execute("ANALYZE")
        cursor.execute(BARE)

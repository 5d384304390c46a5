"""A month of a thousand companies: the whole charge against a bare insert of the same rows.

The bare tables have the same columns and foreign keys and no triggers.
"""

import itertools
from datetime import date

from billing.domain import charging
from billing.domain.ledger import broken_invariants
from billing.models import Snapshot, Transaction
from tenants.connection import connection
from tenants.models import Tenant
from tests.benchmarks.harness import run

COMPANIES = 1_000
_months = (date(year, month, 1) for year in range(2020, 2026) for month in range(1, 13))

BARE = """
CREATE TABLE bare_transaction (LIKE billing_transaction INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
ALTER TABLE bare_transaction ADD FOREIGN KEY (tenant_id) REFERENCES tenants_tenant,
    ADD FOREIGN KEY (created_by_id) REFERENCES identity_user;
CREATE TABLE bare_entry (LIKE billing_entry INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
ALTER TABLE bare_entry ADD FOREIGN KEY (transaction_id) REFERENCES bare_transaction,
    ADD FOREIGN KEY (account_id) REFERENCES billing_ledgeraccount;
"""
INSERT = """
INSERT INTO bare_transaction (kind, tenant_id, idempotency_key, amount, period, description, details, created_at)
    SELECT kind, tenant_id, idempotency_key || ':bare', amount, period, description, details, created_at
    FROM billing_transaction WHERE period = %(month)s;
INSERT INTO bare_entry (transaction_id, account_id, amount)
    SELECT b.id, e.account_id, e.amount FROM bare_transaction b
    JOIN billing_transaction t ON t.idempotency_key || ':bare' = b.idempotency_key
    JOIN billing_entry e ON e.transaction_id = t.id WHERE b.period = %(month)s;
"""


def main() -> bool:
    _companies_with_snapshots()
    with connection.cursor() as cursor:
        cursor.execute(BARE)
    charged: list[date] = []

    def candidate() -> None:
        month = next(_months)
        result = charging.charge_month(month)
        assert result.companies == COMPANIES + 2, result
        charged.append(month)

    def baseline() -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, {"month": charged[next(done)]})

    done = itertools.count()
    candidate()
    candidate()
    held = run("charge_month", baseline=baseline, candidate=candidate, bar=2.0, rounds=11)
    assert Transaction.objects.count() == len(charged) * (COMPANIES + 2)
    assert broken_invariants() == []
    return held


def _companies_with_snapshots() -> None:
    Tenant.objects.bulk_create(
        Tenant(
            schema_name=f"uk_bench{number}", slug=f"bench{number}", inn=f"{number:010d}", short_name=f"УК {number}",
            full_name=f"УК {number}", city="Верхнекамск", region="Пермский край", federal_district="volga",
        )
        for number in range(COMPANIES)
    )  # fmt: skip
    months = [date(year, month, 1) for year in range(2020, 2022) for month in range(1, 13)]
    for tenant in Tenant.objects.all():
        Snapshot.objects.bulk_create(
            Snapshot(tenant=tenant, day=month.replace(day=day), accounts=100 + tenant.pk)
            for month in months
            for day in range(1, 29)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

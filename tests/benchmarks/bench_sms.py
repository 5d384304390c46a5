"""A hundred thousand SMS of one company reserved in batches of a thousand, against a bare COPY of the same rows.

The bare table has the same columns and indexes and no triggers, and its rows lie ready as text: what is compared is
counting segments, pricing, looking for repeats, holding the money and checking it, against nothing but writing.
"""

import io
import time
from datetime import date
from decimal import Decimal

from django.db import transaction

from billing.domain import ledger
from billing.enums import AccountKind, TransactionKind
from sms.domain.invariants import broken_invariants
from sms.domain.sending import MOST_AT_ONCE, Item, Why, reserve_and_queue
from sms.enums import Cause, ProviderKind
from sms.models import Price, Provider
from tenants.connection import connection
from tenants.models import Tenant
from tests.benchmarks.harness import run

MESSAGES = 100_000
TEXT = "Отключение воды 5 марта с 10 до 14: ремонт насоса. Запаситесь водой."
_rounds = iter(range(1_000))


def main() -> bool:
    tenant = Tenant.objects.get(slug="alpha")
    ledger.post(
        key="bench:sms", kind=TransactionKind.PAYMENT, tenant=tenant, amount=Decimal(100_000_000),
        against=AccountKind.BANK, description="Оплата", by=None,
    )  # fmt: skip
    provider = Provider.objects.create(kind=ProviderKind.NOWHERE, name="Никуда", is_on=True)
    Price.objects.create(provider=provider, valid_from=date(2020, 1, 1), amount=Decimal(2))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare_message (LIKE sms_message INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES)"
        )
    reserve(tenant)
    held = run("sms_reserve", baseline=copy, candidate=lambda: reserve(tenant), bar=25.0, rounds=3)
    assert broken_invariants() == []
    return held


def reserve(tenant: Tenant) -> float:
    """Seconds for all of them."""
    key = f"bench:{next(_rounds)}"
    taken = 0.0
    for start in range(0, MESSAGES, MOST_AT_ONCE):
        items = [Item(key, f"+7908{number:07d}", TEXT) for number in range(start, start + MOST_AT_ONCE)]
        started = time.perf_counter()
        with transaction.atomic():
            reserve_and_queue(tenant, items, why=Why(Cause.NOTICE, "Отключение воды"))
            transaction.get_connection().run_on_commit.clear()  # nobody hands them over meanwhile
        taken += time.perf_counter() - started
    return taken


def copy() -> float:
    """Write the newest hundred thousand rows anew; laying them ready is not timed."""
    with connection.cursor() as cursor:
        ready = io.StringIO()
        newest = f"SELECT * FROM sms_message ORDER BY id DESC LIMIT {MESSAGES}"
        cursor.copy_expert(f"COPY ({newest}) TO STDOUT", ready)
        ready.seek(0)
        cursor.execute("TRUNCATE bare_message")
        started = time.perf_counter()
        cursor.copy_expert("COPY bare_message FROM STDIN", ready)
        return time.perf_counter() - started

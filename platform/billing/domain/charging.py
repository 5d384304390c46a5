"""The monthly charge of every company, in one statement.

fee = fee of a month with the average number of accounts × account-days of the month ÷ (average × days of the month).
A company that was there for the whole month pays its monthly fee; one that joined on the 20th pays a third of it;
days of a free period are not counted. The average is not rounded and nothing is divided before the end, so that one
account more never makes a month cheaper. The tariff is the one in force on the first day of the month.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from billing.domain import metering
from billing.domain.ledger import own
from billing.enums import AccountKind
from identity.models import User
from tenants.errors import DomainError

_FUNDS = """
INSERT INTO billing_ledgeraccount (kind, tenant_id, balance)
SELECT 'funds', t.id, 0 FROM tenants_tenant t
WHERE NOT EXISTS (SELECT 1 FROM billing_ledgeraccount a WHERE a.kind = 'funds' AND a.tenant_id = t.id)
ON CONFLICT DO NOTHING
"""

_CHARGE = """
WITH counted AS MATERIALIZED ( -- on its own: what is asked of a company below is not asked of each of its days
    SELECT tenant_id, count(*) AS days, sum(accounts) AS account_days
    FROM billing_snapshot WHERE day BETWEEN %(first)s AND %(last)s
    GROUP BY tenant_id
), free AS (
    SELECT tenant_id, sum(accounts) AS account_days FROM (
        SELECT DISTINCT s.tenant_id, s.day, s.accounts FROM billing_freeperiod f
        JOIN billing_snapshot s ON s.tenant_id = f.tenant_id AND s.day BETWEEN f.first_day AND f.last_day
        WHERE s.day BETWEEN %(first)s AND %(last)s) days
    GROUP BY tenant_id
), steps AS MATERIALIZED (
    SELECT tariff_id, price, CASE WHEN row_number() OVER tariff = 1 THEN 1 ELSE from_accounts END AS from_accounts,
           lead(from_accounts) OVER tariff - 1 AS upto
    FROM billing_tariffstep WINDOW tariff AS (PARTITION BY tariff_id ORDER BY from_accounts)
), priced AS (
    SELECT c.*, fee.of_counted_days,
           round(fee.of_counted_days * (c.account_days - coalesce(f.account_days, 0))
                 / (c.account_days * %(days)s), 2) AS amount
    FROM counted c
    LEFT JOIN free f USING (tenant_id)
    CROSS JOIN LATERAL (
        SELECT t.id FROM billing_tariff t
        WHERE t.valid_from <= %(first)s AND (t.tenant_id = c.tenant_id OR t.tenant_id IS NULL)
        ORDER BY t.tenant_id NULLS LAST, t.valid_from DESC LIMIT 1
    ) tariff
    CROSS JOIN LATERAL (
        SELECT max(s.price * least(c.account_days, s.upto * c.days)) AS of_counted_days FROM steps s
        WHERE s.tariff_id = tariff.id AND s.from_accounts * c.days <= greatest(c.account_days, c.days)
    ) fee
    WHERE c.account_days > 0
        -- a company that moved away took its days along: they are charged once, there
        AND c.tenant_id NOT IN (SELECT id FROM tenants_tenant WHERE moved_to <> '')
        -- one whose books are being mended is charged afterwards
        AND c.tenant_id NOT IN (SELECT tenant_id FROM billing_parking WHERE freed_at IS NULL AND tenant_id IS NOT NULL)
), charged AS (
    INSERT INTO billing_transaction
        (kind, tenant_id, idempotency_key, amount, period, description, details, created_by_id, created_at)
    SELECT 'subscription', tenant_id, 'subscription:' || tenant_id || ':' || %(month)s, -amount, %(first)s,
           %(description)s,
           jsonb_build_object('accounts', round(account_days / days, 2), 'account_days', account_days,
                              'days', %(days)s::int, 'month_fee', round(of_counted_days / days, 2)::text),
           %(by)s, %(now)s
    FROM priced WHERE amount > 0
    ORDER BY tenant_id -- two workers claim keys in one order and never wait for each other in a circle
    ON CONFLICT (idempotency_key) DO NOTHING
    RETURNING id, tenant_id, amount
), booked AS (
    INSERT INTO billing_entry (transaction_id, account_id, amount)
    SELECT c.id, a.id, c.amount FROM charged c
        JOIN billing_ledgeraccount a ON a.kind = 'funds' AND a.tenant_id = c.tenant_id
    UNION ALL
    SELECT c.id, %(revenue)s, -c.amount FROM charged c
    RETURNING 1
)
SELECT count(*), coalesce(-sum(amount), 0) FROM charged
"""


@dataclass(frozen=True)
class Charged:
    """How many companies were charged by this call, and how much in all (roubles)."""

    companies: int
    amount: Decimal


def month_name(month: date) -> str:
    """«октябрь 2026»."""
    return date_format(month, "F Y").lower()


@transaction.atomic
def charge_month(month: date, *, by: User | None = None) -> Charged:
    """Charge every company for a month that has ended (any day of it). A company is charged once for a month,
    however often and from however many workers this is called; a repeat charges those who were missed.

    Raises DomainError if the month is not over.
    """
    first = month.replace(day=1)
    days = monthrange(first.year, first.month)[1]
    last = first.replace(day=days)
    if last >= timezone.localdate():
        raise DomainError(f"{month_name(first).capitalize()} ещё не закончился: начислить можно с первого числа.")
    metering.fill_missed_days(until=last)
    parameters: dict[str, Any] = {
        "first": first,
        "last": last,
        "days": days,
        "month": f"{first:%Y-%m}",
        "description": f"Абонентская плата за {month_name(first)}",
        "by": by.pk if by else None,
        "now": timezone.now(),
        "revenue": own(AccountKind.REVENUE).pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FUNDS, parameters)
        cursor.execute(_CHARGE, parameters)
        companies, amount = cursor.fetchone()
    return Charged(companies=companies, amount=amount)

"""What must hold in the books; the nightly check and `manage.py check_books` ask.

Packages that stand on the books add what must hold between them and the books: `register`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connection

_MOST_COMPANIES = 1_000

# Each query gives the companies with which something is wrong; NULL stands for Бурмистр's own accounts.
BOOKS = {
    "Есть операции с несбалансированными проводками": """
        SELECT DISTINCT t.tenant_id FROM billing_transaction t JOIN
        (SELECT transaction_id FROM billing_entry GROUP BY transaction_id HAVING sum(amount) <> 0) e
        ON e.transaction_id = t.id""",
    "Есть операции без проводок": """
        SELECT DISTINCT t.tenant_id FROM billing_transaction t
        WHERE NOT EXISTS (SELECT 1 FROM billing_entry e WHERE e.transaction_id = t.id)""",
    "Баланс счёта не равен сумме его проводок": """
        SELECT DISTINCT tenant_id FROM (
            SELECT a.tenant_id FROM billing_ledgeraccount a LEFT JOIN billing_entry e ON e.account_id = a.id
            GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0)) wrong""",
    "Сумма операции не равна проводке по счёту компании": """
        SELECT DISTINCT t.tenant_id FROM billing_transaction t JOIN (
            SELECT e.transaction_id, a.tenant_id, sum(e.amount) AS amount
            FROM billing_entry e JOIN billing_ledgeraccount a ON a.id = e.account_id AND a.kind = 'funds'
            GROUP BY e.transaction_id, a.tenant_id) f ON f.transaction_id = t.id
        WHERE f.amount <> t.amount OR f.tenant_id <> t.tenant_id""",
    "Оплаченный счёт без оплаты на всю сумму": """
        SELECT DISTINCT i.tenant_id FROM billing_invoice i LEFT JOIN billing_transaction t ON t.id = i.paid_by_id
        WHERE i.state = 'paid' AND (
            t.id IS NULL OR t.tenant_id <> i.tenant_id OR t.kind <> 'payment'
            OR ((t.amount < i.amount OR t.details->'invoices' IS NOT NULL) AND i.amount > (
                SELECT coalesce(sum(CASE WHEN p.details->>'invoice' = i.number::text THEN p.amount
                                    ELSE (p.details->'invoices'->>i.number::text)::numeric END), 0)
                FROM billing_transaction p WHERE p.tenant_id = i.tenant_id AND p.kind = 'payment')))""",
    "Платёж разделён между счетами не на свою сумму": """
        SELECT DISTINCT t.tenant_id FROM billing_transaction t
        WHERE t.kind = 'payment' AND t.details->'invoices' IS NOT NULL AND t.amount < (
            SELECT coalesce(sum(part.value::numeric), 0) FROM jsonb_each_text(t.details->'invoices') part)""",
    "Поступление зачислено не той операцией": """
        SELECT DISTINCT l.tenant_id FROM billing_bankline l JOIN billing_transaction t ON t.id = l.transaction_id
        WHERE t.tenant_id <> l.tenant_id OR t.amount <> l.amount OR t.kind <> 'payment'""",
}
# Wrong, but no company's money stands for it: the first follows from one of the above, days can be filled in.
REMARKS = {
    "Сумма всех проводок не ноль": "SELECT NULL FROM billing_entry HAVING sum(amount) <> 0",
    "Число лицевых счетов известно не за каждый день": """
        SELECT s.tenant_id FROM billing_snapshot s JOIN tenants_tenant t ON t.id = s.tenant_id
        WHERE t.state IN ('active', 'suspended') AND t.moved_to = ''
        GROUP BY s.tenant_id
        HAVING count(*) <> max(s.day) - min(s.day) + 1 OR max(s.day) < current_date - 2""",
}


@dataclass(frozen=True)
class Broken:
    """Something does not hold: in words, and with which companies (None: Бурмистр's own accounts)."""

    words: str
    companies: tuple[int | None, ...]
    stops_money: bool = True


Check = Callable[[], list[Broken]]

_registered: list[Check] = []


def register(check: Check) -> None:
    """Add what must hold between the books and a package above them; called from its `AppConfig.ready`."""
    if check not in _registered:
        _registered.append(check)


def broken_by(checks: Mapping[str, str], *, stops_money: bool = True) -> list[Broken]:
    """Which of the checks (words → query that gives companies) find something; a thousand companies at most."""
    broken = []
    with connection.cursor() as cursor:
        for words, query in checks.items():
            cursor.execute(query)
            if found := cursor.fetchmany(_MOST_COMPANIES):
                broken.append(Broken(words, tuple(company for (company,) in found), stops_money))
    return broken


def check_all() -> list[Broken]:
    """Everything that must hold; empty when all is well."""
    return [
        *broken_by(BOOKS),
        *broken_by(REMARKS, stops_money=False),
        *(one for check in _registered for one in check()),
    ]

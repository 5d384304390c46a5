"""The ledger's rules as triggers. Statement-level over transition tables: row triggers cost twice as much."""

import pgtrigger

# Entries of a transaction come in one statement, sum to zero, and move the kept balances. Accounts are locked in the
# order of their numbers, so that two statements never wait for each other in a circle. One exception: a transaction
# that is damaged already takes the entries that make it whole (billing.domain.parking).
POST_ENTRIES = """
    IF EXISTS (SELECT 1 FROM new_entries GROUP BY transaction_id HAVING sum(amount) <> 0) AND EXISTS (
        SELECT 1 FROM billing_entry WHERE transaction_id IN (SELECT transaction_id FROM new_entries)
        GROUP BY transaction_id HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'Entries of a transaction must sum to zero' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM billing_ledgeraccount a
        WHERE a.id IN (SELECT account_id FROM new_entries) ORDER BY a.id FOR UPDATE;
    IF (SELECT count(*) FROM new_entries) <> (
        SELECT count(*) FROM billing_entry WHERE transaction_id IN (SELECT transaction_id FROM new_entries)
    ) AND EXISTS (
        SELECT 1 FROM billing_entry e WHERE e.transaction_id IN (SELECT transaction_id FROM new_entries)
        AND NOT EXISTS (SELECT 1 FROM new_entries n WHERE n.id = e.id)
        GROUP BY e.transaction_id HAVING sum(e.amount) = 0
    ) THEN
        RAISE EXCEPTION 'A transaction that is posted takes no more entries' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE billing_ledgeraccount a SET balance = a.balance + moved.amount
        FROM (SELECT account_id, sum(amount) AS amount FROM new_entries GROUP BY account_id) moved
        WHERE a.id = moved.account_id;
    RETURN NULL;
"""

# The trigger above updates from inside a trigger; anybody else comes at depth one.
ONLY_ENTRIES_CHANGE = """
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'A ledger account changes by its entries alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
# Whoever posts waits for these locks in the trigger above, so what it adds is added to what is counted here.
RECOUNT = """
    PERFORM 1 FROM billing_ledgeraccount a JOIN billing_parking p ON p.id = NEW.parking_id
        WHERE a.tenant_id = p.tenant_id OR a.tenant_id IS NULL ORDER BY a.id FOR UPDATE OF a;
    UPDATE billing_ledgeraccount a SET balance = (
            SELECT coalesce(sum(e.amount), 0) FROM billing_entry e WHERE e.account_id = a.id)
        FROM billing_parking p
        WHERE p.id = NEW.parking_id AND (a.tenant_id = p.tenant_id OR a.tenant_id IS NULL);
    RETURN NULL;
"""
PARKED_MONEY_STANDS = """
    IF EXISTS (
        SELECT 1 FROM new_transactions n JOIN billing_parking p ON p.tenant_id = n.tenant_id AND p.freed_at IS NULL
        WHERE n.kind <> 'correction'
    ) THEN
        RAISE EXCEPTION 'The books of this company are being mended' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
STARTS_AT_ZERO = """
    IF NEW.balance <> 0 THEN
        RAISE EXCEPTION 'An account starts at zero' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def append_only(what: str) -> list[pgtrigger.Trigger]:
    """Rows are added and never changed, whoever asks."""
    refusal = f"RAISE EXCEPTION '{what}: append-only';"
    return [
        pgtrigger.Trigger(
            name=f"no_{operation}".lower(),
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=operation,
            func=refusal,
        )
        for operation in (pgtrigger.Update, pgtrigger.Delete, pgtrigger.Truncate)
    ]


def post_entries() -> pgtrigger.Trigger:
    """Checks and books the entries of one statement."""
    return pgtrigger.Trigger(
        name="post_entries",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_entries"),
        func=POST_ENTRIES,
    )


def kept_balance() -> list[pgtrigger.Trigger]:
    """A balance is the sum of entries and nothing else, and stays with the company that it was opened for."""
    return [
        pgtrigger.Trigger(
            name="balance_is_kept",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=ONLY_ENTRIES_CHANGE,
        ),
        pgtrigger.Trigger(
            name="starts_at_zero", when=pgtrigger.Before, operation=pgtrigger.Insert, func=STARTS_AT_ZERO
        ),
        pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
    ]


def parked_money_stands() -> pgtrigger.Trigger:
    """While a company is parked nothing but corrections is posted for it."""
    return pgtrigger.Trigger(
        name="parked_money_stands",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_transactions"),
        func=PARKED_MONEY_STANDS,
    )


def recount_balances() -> pgtrigger.Trigger:
    """A confirmed «Пересчитать» writes the sums of entries into the balances: entries are the truth."""
    return pgtrigger.Trigger(
        name="recount_balances",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__kind="recount", old__confirmed_by__isnull=True, new__confirmed_by__isnull=False),
        func=RECOUNT,
    )

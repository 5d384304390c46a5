"""The rules of the SMS ledger as triggers: what was agreed is never changed, and nothing is held beyond the balance.

Whoever moves money locks in one order: messages, then the company's account in the books, then its reserve. So two
campaigns, a report and the monthly charge never wait for each other in a circle.
"""

import pgtrigger

from sms.enums import MOVES

# One statement adds a batch: a thousand messages are one look at the balance and one change of the reserve.
HOLD = """
    IF EXISTS (SELECT 1 FROM new_messages WHERE state <> 'queued') THEN
        RAISE EXCEPTION 'A message begins in the queue' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM billing_ledgeraccount a WHERE a.kind = 'funds'
        AND a.tenant_id IN (SELECT tenant_id FROM new_messages) ORDER BY a.id FOR UPDATE;
    UPDATE sms_reserve r SET
        held = r.held + n.total,
        month_total = CASE WHEN n.month > r.month THEN n.total
                           WHEN n.month = r.month THEN r.month_total + n.total ELSE r.month_total END,
        month = greatest(r.month, n.month)
        FROM (SELECT tenant_id, max(month) AS month, sum(total) AS total FROM new_messages GROUP BY tenant_id) n
        WHERE r.tenant_id = n.tenant_id;
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT tenant_id FROM new_messages) n
        LEFT JOIN sms_reserve r ON r.tenant_id = n.tenant_id
        LEFT JOIN billing_ledgeraccount a ON a.kind = 'funds' AND a.tenant_id = n.tenant_id
        WHERE r.tenant_id IS NULL OR r.held > coalesce(a.balance, 0)
    ) THEN
        RAISE EXCEPTION 'More would be held than the company has' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""

# Leaving the held states takes the sum off the reserve; being released takes it off the month too.
FOLLOW = """
    IF NOT EXISTS (
        SELECT 1 FROM new_messages n JOIN old_messages o USING (id)
        WHERE n.state <> o.state AND n.state NOT IN ('queued', 'sending', 'sent')
    ) THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM billing_ledgeraccount a WHERE a.kind = 'funds'
        AND a.tenant_id IN (SELECT tenant_id FROM new_messages) ORDER BY a.id FOR UPDATE;
    WITH moved AS (
        SELECT n.tenant_id, n.month, n.total,
            n.charge_id IS NOT NULL AS charged, o.charge_id IS NOT NULL AS was_charged,
            n.state IN ('queued', 'sending', 'sent') AS held, o.state IN ('queued', 'sending', 'sent') AS was_held
        FROM new_messages n JOIN old_messages o USING (id)
    ), sums AS (
        SELECT m.tenant_id, sum(m.total * (m.held::int - m.was_held::int)) AS held,
            coalesce(sum(m.total * ((m.held OR m.charged)::int - (m.was_held OR m.was_charged)::int))
                FILTER (WHERE m.month = r.month), 0) AS counted
        FROM moved m JOIN sms_reserve r ON r.tenant_id = m.tenant_id GROUP BY m.tenant_id
    )
    UPDATE sms_reserve r SET held = r.held + s.held, month_total = r.month_total + s.counted
        FROM sums s WHERE r.tenant_id = s.tenant_id;
    RETURN NULL;
"""

KEEP_HISTORY = """
    NEW.history = OLD.history || jsonb_build_array(jsonb_build_array(NEW.state, NEW.state_at, NEW.told));
    RETURN NEW;
"""

# A person's number and text go when they are erased by law, and for no other reason.
WORDS_ARE_KEPT = """
    IF NEW.erased_at IS NULL OR NEW.text <> '' OR NEW.phone <> 'x' || NEW.id THEN
        RAISE EXCEPTION 'A message keeps whom it went to and what it said' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

CHARGED_ONCE = """
    RAISE EXCEPTION 'A message is charged once' USING ERRCODE = 'check_violation';
"""

ONLY_MESSAGES_CHANGE = """
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'A reserve changes by its messages alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def of_messages() -> list[pgtrigger.Trigger]:
    """A message moves forward, keeps what it cost, remembers each state, and holds its money."""
    return [
        pgtrigger.FSM(name="message_moves", field="state", transitions=MOVES),
        pgtrigger.ReadOnly(
            name="price_is_kept",
            fields=[
                "tenant", "key", "batch", "medium", "cause", "reference", "by_id", "by_name", "house", "operator",
                "encoding", "segments", "base", "markup", "total", "month", "created_at",
            ],
        ),
        pgtrigger.Trigger(
            name="words_are_kept", when=pgtrigger.Before, operation=pgtrigger.Update, func=WORDS_ARE_KEPT,
            condition=pgtrigger.Q(old__phone__df=pgtrigger.F("new__phone"))
            | pgtrigger.Q(old__text__df=pgtrigger.F("new__text")),
        ),
        pgtrigger.Trigger(
            name="charged_once", when=pgtrigger.Before, operation=pgtrigger.Update, func=CHARGED_ONCE,
            condition=pgtrigger.Q(old__charge__isnull=False) & pgtrigger.Q(old__charge__df=pgtrigger.F("new__charge")),
        ),
        pgtrigger.Trigger(
            name="history_is_kept", when=pgtrigger.Before, operation=pgtrigger.Update, func=KEEP_HISTORY,
            condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
        ),
        pgtrigger.Trigger(
            name="hold", level=pgtrigger.Statement, when=pgtrigger.After, operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_messages"), func=HOLD,
        ),
        pgtrigger.Trigger(
            name="release", level=pgtrigger.Statement, when=pgtrigger.After, operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="old_messages", new="new_messages"), func=FOLLOW,
        ),
        *(
            pgtrigger.Trigger(
                name=f"no_{operation}".lower(), level=pgtrigger.Statement, when=pgtrigger.Before, operation=operation,
                func="RAISE EXCEPTION 'SMS: nothing is deleted';",
            )
            for operation in (pgtrigger.Delete, pgtrigger.Truncate)
        ),
    ]  # fmt: skip


def of_parts() -> list[pgtrigger.Trigger]:
    """A part stays what it is part of, and what became of it is said once."""
    return [
        pgtrigger.ReadOnly(name="part_is_kept", fields=["message", "provider", "their_id"]),
        pgtrigger.Protect(
            name="said_once", operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__is_delivered__isnull=False)
            & pgtrigger.Q(old__is_delivered__df=pgtrigger.F("new__is_delivered")),
        ),
        pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
    ]  # fmt: skip


def of_reserves() -> list[pgtrigger.Trigger]:
    """What is held is the sum of messages and nothing else."""
    changed = [
        pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in ("held", "month", "month_total")
    ]
    return [
        pgtrigger.Trigger(
            name="held_is_kept", when=pgtrigger.Before, operation=pgtrigger.Update, func=ONLY_MESSAGES_CHANGE,
            condition=changed[0] | changed[1] | changed[2],
        ),
        pgtrigger.Trigger(
            name="starts_empty", when=pgtrigger.Before, operation=pgtrigger.Insert,
            condition=~pgtrigger.Q(new__held=0) | ~pgtrigger.Q(new__month_total=0),
            func="RAISE EXCEPTION 'A reserve starts empty' USING ERRCODE = 'check_violation';",
        ),
        pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
    ]  # fmt: skip

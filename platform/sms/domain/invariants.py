"""What must hold between the SMS ledger and the books; the nightly check of the books asks."""

from billing.domain.invariants import Broken, broken_by

_CHECKS = {
    "Резерв на СМС не равен сумме СМС, которые в пути": """
        SELECT r.tenant_id FROM sms_reserve r
        LEFT JOIN (SELECT tenant_id, sum(total) AS held FROM sms_message
                   WHERE state IN ('queued', 'sending', 'sent') GROUP BY 1) m USING (tenant_id)
        WHERE r.held <> coalesce(m.held, 0)""",
    "СМС в пути есть, а резерва у компании нет": """
        SELECT 1 FROM sms_message m WHERE state IN ('queued', 'sending', 'sent')
        AND NOT EXISTS (SELECT r.tenant_id FROM sms_reserve r WHERE r.tenant_id = m.tenant_id) LIMIT 1""",
    "Доставленная СМС не оплачена и не списана на нас": """
        SELECT DISTINCT tenant_id FROM sms_message WHERE state = 'delivered' AND charge_id IS NULL AND NOT waived""",
    "Операция за СМС не равна сумме своих СМС": """
        SELECT DISTINCT m.tenant_id
        FROM (SELECT charge_id, sum(total) AS total, min(tenant_id) AS tenant_id, max(tenant_id) AS other
              FROM sms_message WHERE charge_id IS NOT NULL GROUP BY 1) m
        JOIN billing_transaction t ON t.id = m.charge_id
        WHERE t.amount <> -m.total OR t.kind <> 'sms' OR t.tenant_id <> m.tenant_id OR m.tenant_id <> m.other""",
    # A company that moved here brought its operations and not its messages: those stand against «transfer».
    "Операция за СМС без самих СМС": """
        SELECT DISTINCT t.tenant_id FROM billing_transaction t WHERE t.kind = 'sms'
        AND NOT EXISTS (SELECT 1 FROM sms_message m WHERE m.charge_id = t.id)
        AND EXISTS (SELECT 1 FROM billing_entry e JOIN billing_ledgeraccount a ON a.id = e.account_id
                    WHERE e.transaction_id = t.id AND a.kind = 'revenue')""",
}


def check() -> list[Broken]:
    """What does not hold, and with whom; empty when all is well."""
    return broken_by(_CHECKS)


def broken_invariants() -> list[str]:
    """The same in plain words."""
    return [one.words for one in check()]

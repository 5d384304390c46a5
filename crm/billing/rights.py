"""Actions of the module «Биллинг»."""

from crm.rights.enums import Role
from crm.rights.registry import Action

SEE_BILLING = "crm_billing.see_billing"
ISSUE_INVOICE = "crm_billing.issue_invoice"

ACTIONS = [
    Action(SEE_BILLING, "Видеть баланс, операции и счета", "Биллинг", roles=frozenset({Role.ACCOUNTANT})),
    Action(ISSUE_INVOICE, "Выставлять счета", "Биллинг", roles=frozenset({Role.ACCOUNTANT})),
]

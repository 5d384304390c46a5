"""What the journal calls the acts of this module."""

from crm.billing import rights
from crm.journal.acts import Act
from crm.journal.enums import Kind

ACTS = [Act(rights.ISSUE_INVOICE, "Счёт на оплату выставлен", Kind.MONEY)]

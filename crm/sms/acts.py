"""What the journal calls the acts of this module."""

from crm.journal.acts import Act
from crm.journal.enums import Kind
from crm.sms import rights

ACTS = [
    Act(rights.SET_LIMIT, "Месячный лимит на СМС изменён", Kind.MONEY),
    Act(rights.EXPORT_SMS, "Список СМС выгружен", Kind.EXPORT),
]

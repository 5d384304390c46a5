"""What the journal calls the acts of this module."""

from crm.billing import rights
from crm.journal.acts import Act, Words
from crm.journal.enums import Kind

ACTS: list[Act | Words] = [
    Act(rights.ISSUE_INVOICE, "Счёт на оплату выставлен", Kind.MONEY),
    Act("crm_billing.close_month", "Акт и УПД за месяц составлены", Kind.MONEY),
    Act("crm_billing.revise_act", "Акт исправлен", Kind.MONEY),
    Words("act_revision", "Исправление"),
    Words("revision_reason", "Почему"),
    Words("revised_by", "Кто исправил"),
    Act("crm_billing.suspend", "Работа приостановлена: закончились деньги", Kind.MONEY),
    Act("crm_billing.restore", "Работа возобновлена", Kind.MONEY),
    Act("crm_billing.spare", "Бурмистр дал отсрочку", Kind.MONEY),
    Words("spared_until", "Отсрочка до"),
    Words("spared_reason", "Почему"),
    Words("spared_by", "Кто отсрочил"),
]

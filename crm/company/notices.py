"""Notices of this module that an employee may do without."""

from crm.company import rights
from notifications.kinds import NoticeKind

CONTRACT_ENDS = NoticeKind(
    "company.contract_ends",
    "Кончается договор с подрядчиком",
    rights.MANAGE_CONTRACTORS,
    hint="за 30 дней, за 7 дней и в последний день",
)

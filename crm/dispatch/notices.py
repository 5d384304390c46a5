"""Notices of this module that an employee may do without."""

from crm.dispatch import rights
from notifications.kinds import NoticeKind

ASSIGNED = NoticeKind("dispatch.assigned", "Мне назначили заявку", rights.DO_REQUESTS, hint="сразу, как назначили")
DEADLINE = NoticeKind(
    "dispatch.deadline",
    "Подходит срок заявки, за которую я отвечаю",
    rights.EDIT_REQUESTS,
    hint="когда прошла половина срока, 80 % и весь срок",
)

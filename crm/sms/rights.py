"""Actions upon the company's SMS."""

from crm.rights.enums import Role
from crm.rights.registry import Action

SEE_SMS = "crm_sms.see_sms"
EXPORT_SMS = "crm_sms.export_sms"
SET_LIMIT = "crm_sms.set_limit"
GO_BEYOND_LIMIT = "crm_sms.go_beyond_limit"

ACTIONS = [
    Action(
        SEE_SMS, "Видеть, кому отправляли СМС и сколько это стоило", "Уведомления",
        roles=frozenset({Role.ACCOUNTANT}), by_rows=True,
    ),
    Action(EXPORT_SMS, "Выгружать список СМС", "Уведомления", roles=frozenset({Role.ACCOUNTANT}), by_rows=True),
    Action(SET_LIMIT, "Задавать месячный лимит на СМС", "Уведомления"),
    Action(GO_BEYOND_LIMIT, "Отправлять СМС сверх месячного лимита", "Уведомления"),
]  # fmt: skip

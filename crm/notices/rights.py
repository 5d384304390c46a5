"""Actions with notices: whom one may write to follows from the houses to which the right extends."""

from crm.rights.enums import Role
from crm.rights.registry import Action

MODULE = "Уведомления"
SEE_NOTICES = "notices.see_notices"
SEND_NOTICES = "notices.send_notices"
EXPORT_UNREACHED = "notices.export_unreached"
EDIT_WORDS = "notices.edit_words"
_OFFICE = frozenset({Role.CLIENT_DESK, Role.ACCOUNTANT, Role.DISPATCHER})

ACTIONS = [
    Action(SEE_NOTICES, "Видеть уведомления и до кого они дошли", MODULE, roles=_OFFICE, by_rows=True),
    Action(SEND_NOTICES, "Отправлять уведомления жителям и останавливать их", MODULE, roles=_OFFICE, by_rows=True),
    Action(
        EXPORT_UNREACHED, "Выгружать, до кого уведомление не дойдёт", MODULE,
        roles=frozenset({Role.CLIENT_DESK, Role.ACCOUNTANT}), by_rows=True,
    ),
    Action(EDIT_WORDS, "Менять тексты уведомлений, которые уходят сами", MODULE),
]  # fmt: skip

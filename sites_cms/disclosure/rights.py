"""Actions of «Раскрытие информации»: narrowed to one's sections where a form is of a house."""

from crm.rights.domain import access
from crm.rights.enums import Role, Rows
from crm.rights.registry import Action
from identity.models import User

SEE_DISCLOSURE = "disclosure.see_disclosure"
EDIT_DISCLOSURE = "disclosure.edit_disclosure"
_MODULE = "Контент сайта"
_ROLES = frozenset({Role.CLIENT_DESK, Role.ACCOUNTANT})

ACTIONS = [
    Action(
        SEE_DISCLOSURE, "Видеть раскрытие информации: чего не хватает и история", _MODULE, roles=_ROLES, by_rows=True
    ),
    Action(EDIT_DISCLOSURE, "Заполнять раскрытие информации", _MODULE, roles=_ROLES, by_rows=True),
]


def may_edit_company(user: User) -> bool:
    """Forms about the whole company are for those whose right is not cut to some houses."""
    return access.extent(user, EDIT_DISCLOSURE) == Rows.ALL

"""Actions of the module «Компания»."""

from crm.rights.domain import access
from crm.rights.enums import EMPLOYEE_ROLES, Role
from crm.rights.registry import Action
from identity.channels import Channel

MODULE = "Компания"
SEE_PROFILE = "company.see_profile"
EDIT_PROFILE = "company.edit_profile"
EDIT_REQUISITES = "company.edit_requisites"
MANAGE_KEYS = access.MANAGE_KEYS
SEE_EMPLOYEES = "company.see_employees"
MANAGE_EMPLOYEES = "company.manage_employees"
MANAGE_RIGHTS = access.MANAGE_RIGHTS
MANAGE_SIGN_IN = "company.manage_sign_in"
MANAGE_MAIL = "company.manage_mail"
SEE_CONTRACTORS = "company.see_contractors"
MANAGE_CONTRACTORS = "company.manage_contractors"
SEE_OFFICES = "company.see_offices"
MANAGE_OFFICES = "company.manage_offices"

EVERYWHERE = frozenset(Channel)
_EVERYBODY = frozenset(EMPLOYEE_ROLES)
_WHO_MEETS_RESIDENTS = frozenset({Role.CLIENT_DESK, Role.DISPATCHER})


def _of(model: str, *verbs: str) -> frozenset[str]:
    return frozenset(f"company.{verb}_{model}" for verb in verbs)


ACTIONS = [
    Action(SEE_PROFILE, "Видеть «Мою компанию»", MODULE, roles=_EVERYBODY, channels=EVERYWHERE),
    Action(EDIT_PROFILE, "Редактировать «Мою компанию»", MODULE),
    Action(EDIT_REQUISITES, "Менять реквизиты", MODULE),
    Action(
        MANAGE_KEYS,
        "Менять ключи телефонии и других сервисов",
        MODULE,
        grants=frozenset({access.SEE_KEYS}),
    ),
    Action(
        SEE_EMPLOYEES,
        "Видеть сотрудников и их телефоны",
        MODULE,
        roles=_WHO_MEETS_RESIDENTS,
        grants=_of("employee", "view"),
        channels=EVERYWHERE,
    ),
    Action(
        MANAGE_EMPLOYEES,
        "Добавлять и менять сотрудников",
        MODULE,
        grants=_of("employee", "add", "change", "view"),
    ),
    Action(MANAGE_RIGHTS, "Раздавать права", MODULE),
    Action(MANAGE_SIGN_IN, "Настраивать правила входа", MODULE),
    Action(MANAGE_MAIL, "Настраивать, с какого адреса уходят письма", MODULE),
    Action(
        SEE_CONTRACTORS,
        "Видеть подрядчиков",
        MODULE,
        roles=_WHO_MEETS_RESIDENTS,
        grants=_of("contractor", "view"),
        channels=EVERYWHERE,
    ),
    Action(
        MANAGE_CONTRACTORS,
        "Добавлять и менять подрядчиков",
        MODULE,
        grants=_of("contractor", "add", "change", "view"),
    ),
    Action(
        SEE_OFFICES,
        "Видеть офисы и часы приёма",
        MODULE,
        roles=_EVERYBODY,
        grants=_of("office", "view") | _of("specialday", "view"),
        channels=EVERYWHERE,
    ),
    Action(
        MANAGE_OFFICES,
        "Управлять офисами",
        MODULE,
        roles=frozenset({Role.CLIENT_DESK}),
        grants=_of("office", "add", "change", "view") | _of("specialday", "add", "change", "delete", "view"),
    ),
]

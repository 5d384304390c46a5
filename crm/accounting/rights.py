"""Actions of the module «Бухгалтерия»."""

from crm.rights.enums import Role
from crm.rights.registry import Action
from identity.channels import Channel

MODULE = "Бухгалтерия"
SEE_ACCOUNTS = "accounting.see_accounts"
EDIT_ACCOUNTS = "accounting.edit_accounts"
EDIT_HOUSES = "accounting.edit_houses"
IMPORT_ACCOUNTS = "accounting.import_accounts"
MANAGE_SECTIONS = "accounting.manage_sections"

_EDITORS = frozenset({Role.ACCOUNTANT, Role.CLIENT_DESK})

ACTIONS = [
    Action(
        SEE_ACCOUNTS,
        "Видеть дома и лицевые счета",
        MODULE,
        roles=frozenset({Role.ACCOUNTANT, Role.CLIENT_DESK, Role.DISPATCHER, Role.INSPECTOR}),
        grants=frozenset({"accounting.view_account", "accounting.view_house"}),
        by_rows=True,
        channels=frozenset({Channel.COMPUTER, Channel.API}),
    ),
    Action(
        EDIT_ACCOUNTS,
        "Добавлять, менять и отключать лицевые счета",
        MODULE,
        roles=_EDITORS,
        grants=frozenset({"accounting.add_account", "accounting.change_account", "accounting.view_account"}),
        by_rows=True,
    ),
    Action(
        EDIT_HOUSES,
        "Добавлять и менять дома",
        MODULE,
        roles=_EDITORS,
        grants=frozenset(
            {"accounting.add_house", "accounting.change_house", "accounting.delete_house", "accounting.view_house"}
        ),
        by_rows=True,
    ),
    Action(IMPORT_ACCOUNTS, "Загружать лицевые счета из файла", MODULE, roles=frozenset({Role.ACCOUNTANT})),
    Action(
        MANAGE_SECTIONS,
        "Делить дома на участки",
        MODULE,
        grants=frozenset(f"rights.{verb}_section" for verb in ("add", "change", "delete", "view")),
    ),
]

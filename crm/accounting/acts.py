"""What the journal calls the acts of this module."""

from crm.accounting import rights
from crm.journal.acts import Act, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen

EXPORT_ACCOUNTS = "accounting.export_accounts"
ERASE_OWNER = "accounting.erase_owner"

ACTS = [
    Act("accounting.add_account", "Лицевой счёт добавлен", Kind.DATA),
    Act("accounting.change_account", "Лицевой счёт изменён", Kind.DATA),
    Act("accounting.deactivate", "Лицевой счёт отключён", Kind.DATA),
    Act("accounting.activate", "Лицевой счёт включён", Kind.DATA),
    Act("accounting.add_house", "Дом добавлен", Kind.DATA),
    Act("accounting.change_house", "Дом изменён", Kind.DATA),
    Act("accounting.remove_house", "Дом удалён", Kind.DATA),
    Act("accounting.add_section", "Участок добавлен", Kind.SETTINGS),
    Act("accounting.change_section", "Участок изменён", Kind.SETTINGS),
    Act("accounting.remove_section", "Участок удалён", Kind.SETTINGS),
    Act(EXPORT_ACCOUNTS, "Лицевые счета выгружены", Kind.EXPORT),
    Act(ERASE_OWNER, "Имя собственника стёрто", Kind.PERSONAL),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("accounting.account", "accounts:inspect", rights.SEE_ACCOUNTS)
    declare_screen("accounting.house", "houses:edit", rights.EDIT_HOUSES)

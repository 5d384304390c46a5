"""What the journal calls the acts of this module."""

from crm.accounting import rights
from crm.accounting.domain.spreading import SPREAD
from crm.accounting.domain.towns import ASK_TOWN
from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen

EXPORT_ACCOUNTS = "accounting.export_accounts"
EXPORT_HOUSES = "accounting.export_houses"
ERASE_OWNER = "accounting.erase_owner"
EXPORT_DEBTORS = "accounting.export_debtors"
SPLIT_NAME = "accounting.split_name"
SPLIT_NAMES = "accounting.split_names"

ACTS: list[Act | Words] = [
    Act("accounting.add_account", "Лицевой счёт добавлен", Kind.DATA),
    Act("accounting.change_account", "Лицевой счёт изменён", Kind.DATA),
    Act("accounting.deactivate", "Лицевой счёт отключён", Kind.DATA),
    Act("accounting.activate", "Лицевой счёт включён", Kind.DATA),
    Act("accounting.change_owner", "Собственник сменился", Kind.DATA),
    Words("owner", "Собственник"),
    Words("owner_since", "Владеет с"),
    Words("balance_taken", "Баланс перенесён, ₽"),
    Act("accounting.add_house", "Дом добавлен", Kind.DATA),
    Act("accounting.change_house", "Дом изменён", Kind.DATA),
    Act("accounting.remove_house", "Дом удалён", Kind.DATA),
    Act("accounting.change_house_photo", "Фотография дома изменена", Kind.DATA),
    Act(SPREAD, "Квартиры разложены по подъездам и этажам", Kind.DATA),
    Words("spread_flats", "Квартир разложено"),
    Words("per_floor", "Квартир на этаже"),
    Words("first_floor", "Первый жилой этаж"),
    Act(ASK_TOWN, "Попросили добавить город", Kind.DATA),
    Act("accounting.add_section", "Участок добавлен", Kind.SETTINGS),
    Act("accounting.change_section", "Участок изменён", Kind.SETTINGS),
    Act("accounting.remove_section", "Участок удалён", Kind.SETTINGS),
    Act(SPLIT_NAME, "ФИО разделено", Kind.DATA),
    Act(SPLIT_NAMES, "ФИО разделены у многих счетов", Kind.DATA),
    Words("split_names", "Разделено ФИО"),
    Act(EXPORT_DEBTORS, "Должники выгружены", Kind.EXPORT),
    Act(EXPORT_ACCOUNTS, "Лицевые счета выгружены", Kind.EXPORT),
    Act(EXPORT_HOUSES, "Дома выгружены", Kind.EXPORT),
    Act(ERASE_OWNER, "Имя собственника стёрто", Kind.PERSONAL),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("accounting.account", "accounts:inspect", rights.SEE_ACCOUNTS)
    declare_screen("accounting.house", "houses:inspect", rights.SEE_ACCOUNTS)

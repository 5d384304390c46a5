from crm.accounting import rights
from crm.accounting.models import Account, House
from crm.shell import first_steps
from crm.shell.first_steps import FirstStep


def register() -> None:
    """Put this module's steps onto the desk of a new company."""
    first_steps.register(
        FirstStep(
            "house", 20, "Добавьте дом",
            "Адрес дома, которым вы управляете. Дома можно загрузить и вместе со счетами.",
            "houses:add", rights.EDIT_HOUSES, House.objects.exists,
        )
    )  # fmt: skip
    first_steps.register(
        FirstStep(
            "accounts", 30, "Загрузите лицевые счета",
            "Файлом из вашей программы: сначала покажем, что изменится, потом загрузим.",
            "import_accounts", rights.IMPORT_ACCOUNTS, Account.objects.exists,
        )
    )  # fmt: skip

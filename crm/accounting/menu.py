from crm.accounting import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Бухгалтерия", "Список домов", "houses:index", rights.SEE_ACCOUNTS, "home"),
    MenuEntry("Бухгалтерия", "Участки", "sections:index", rights.MANAGE_SECTIONS, "site"),
    MenuEntry("Бухгалтерия", "Список собственников", "accounts:index", rights.SEE_ACCOUNTS, "list-ul"),
    MenuEntry("Бухгалтерия", "Должники", "debtors:index", rights.SEE_ACCOUNTS, "warning"),
    MenuEntry("Бухгалтерия", "Добавить Л/С", "accounts:add", rights.EDIT_ACCOUNTS, "plus"),
    MenuEntry("Бухгалтерия", "Загрузить лицевые счета", "import_accounts", rights.IMPORT_ACCOUNTS, "upload"),
    MenuEntry("Бухгалтерия", "Раздербанить ФИО", "split_names", rights.EDIT_ACCOUNTS, "cut"),
    MenuEntry("Бухгалтерия", "Загрузки", "imports", rights.IMPORT_ACCOUNTS, "history"),
]

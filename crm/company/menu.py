from crm.company import rights
from crm.journal.rights import SEE_JOURNAL
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Компания", "Моя компания", "company_profile", rights.SEE_PROFILE, "home"),
    MenuEntry("Компания", "Список сотрудников", "employees:index", rights.SEE_EMPLOYEES, "group"),
    MenuEntry("Компания", "Кто что может", "who_may_what", rights.MANAGE_RIGHTS, "key"),
    MenuEntry("Компания", "Правила входа", "sign_in_rules", rights.MANAGE_SIGN_IN, "lock"),
    MenuEntry("Компания", "Почта", "own_mail", rights.MANAGE_MAIL, "mail"),
    MenuEntry("Компания", "Подрядчики", "contractors:index", rights.SEE_CONTRACTORS, "cogs"),
    MenuEntry("Компания", "Журнал действий", "journal", SEE_JOURNAL, "history"),
    MenuEntry("Компания", "Управление офисами", "offices:index", rights.SEE_OFFICES, "site"),
]

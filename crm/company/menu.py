from crm.company import rights
from crm.journal.rights import SEE_JOURNAL
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Компания", "Моя компания", "company_profile", rights.EDIT_PROFILE, "home"),
    MenuEntry("Компания", "Список сотрудников", "employees:index", rights.SEE_EMPLOYEES, "group"),
    MenuEntry("Компания", "Журнал действий", "journal", SEE_JOURNAL, "history"),
]

from crm.company import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Компания", "Моя компания", "company_profile", rights.SEE_PROFILE, "home"),
    MenuEntry("Компания", "Список сотрудников", "employees:index", rights.SEE_EMPLOYEES, "group"),
]

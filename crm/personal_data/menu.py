from crm.personal_data import rights
from crm.shell.menu import MenuEntry

ITEMS = [MenuEntry("Компания", "Персональные данные", "personal_data", rights.SEE_FILE, "lock")]

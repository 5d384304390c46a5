from crm.dispatch import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Диспетчерская", "Заявки", "dispatch_desk", rights.SEE_REQUESTS, "warning"),
    MenuEntry("Диспетчерская", "Создание заявки", "new_request", rights.CREATE_REQUESTS, "plus"),
]

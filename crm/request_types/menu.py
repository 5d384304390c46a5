from crm.request_types import rights
from crm.shell.menu import MenuEntry

ITEMS = [MenuEntry("Диспетчерская", "Типы заявок", "request_types:index", rights.MANAGE_TYPES, "tag")]

from crm.rights.domain.access import SEE_KEYS
from crm.shell.menu import MenuEntry

ITEMS = [MenuEntry("Компания", "Ключи API", "api_keys", SEE_KEYS, "key")]

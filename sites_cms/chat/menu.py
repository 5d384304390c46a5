from crm.rights.domain.access import EDITS_SITE
from crm.shell.menu import MenuEntry

ITEMS = [MenuEntry("Контент сайта", "Настройки", "site_settings", EDITS_SITE, "cogs")]

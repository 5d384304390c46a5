from crm.shell.menu import MenuEntry
from sites_cms.disclosure.rights import SEE_DISCLOSURE

ITEMS = [MenuEntry("Контент сайта", "Раскрытие информации", "disclosure", SEE_DISCLOSURE, "clipboard-list")]

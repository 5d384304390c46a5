from crm.shell.menu import MenuEntry
from sites_cms.own_domain.rights import MANAGE_DOMAIN

ITEMS = [MenuEntry("Контент сайта", "Домен сайта", "site_domain", MANAGE_DOMAIN, "globe")]

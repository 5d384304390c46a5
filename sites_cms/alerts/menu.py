from crm.shell.menu import MenuEntry
from sites_cms.alerts.rights import PUBLISH_ALERTS

ITEMS = [MenuEntry("Контент сайта", "Объявления", "site_alerts:index", PUBLISH_ALERTS, "info-circle")]

from crm.shell.menu import MenuEntry
from crm.sms import rights

ITEMS = [MenuEntry("Уведомления", "СМС", "crm_sms:messages", rights.SEE_SMS, "mobile-alt")]

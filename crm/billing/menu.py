from crm.billing import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Биллинг", "Список транзакций", "crm_billing:transactions", rights.SEE_BILLING, "list-ul"),
    MenuEntry("Биллинг", "Список счетов", "crm_billing:invoices", rights.SEE_BILLING, "doc-full"),
    MenuEntry("Биллинг", "Акты и УПД", "crm_billing:papers", rights.SEE_BILLING, "doc-full-inverse"),
]

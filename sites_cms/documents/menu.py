from crm.shell.menu import MenuEntry
from sites_cms.documents.rights import MANAGE_DOCUMENTS

ITEMS = [MenuEntry("Контент сайта", "Документы", "site_documents:index", MANAGE_DOCUMENTS, "doc-full")]

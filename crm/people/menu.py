from crm.accounting.list_buttons import ListButton
from crm.people import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Бухгалтерия", "Жители", "people:index", rights.SEE_PEOPLE, "group"),
    MenuEntry("Бухгалтерия", "Чей телефон", "person_by_phone", rights.SEE_PEOPLE, "mobile-alt"),
]
# The manual, section 11, begins at «Список собственников».
LOAD_PHONES = ListButton("Загрузить телефоны", "import_phones", rights.IMPORT_PHONES, "upload", 12)

from crm.people import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Бухгалтерия", "Жители", "people:index", rights.SEE_PEOPLE, "group"),
    MenuEntry("Бухгалтерия", "Чей телефон", "person_by_phone", rights.SEE_PEOPLE, "mobile-alt"),
]

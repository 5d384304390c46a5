from crm.notices import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Уведомления", "Создать уведомление", "new_notice", rights.SEND_NOTICES, "plus"),
    MenuEntry("Уведомления", "Все уведомления", "notices", rights.SEE_NOTICES, "list-ul"),
    MenuEntry("Уведомления", "Тексты уведомлений", "notice_words", rights.EDIT_WORDS, "edit"),
]

from crm.rights.domain.access import EDITS_SITE
from crm.shell.menu import MenuEntry

_SECTION = "Контент сайта"

ITEMS = [
    MenuEntry(_SECTION, "Новости", "news:index", EDITS_SITE, "list-ul"),
    MenuEntry(_SECTION, "Добавление новости", "site_add_news", EDITS_SITE, "plus"),
    MenuEntry(_SECTION, "Вопросы (FAQ)", "own_questions:index", EDITS_SITE, "help"),
    MenuEntry(_SECTION, "Общие вопросы", "site_shared_questions", EDITS_SITE, "group"),
    MenuEntry(_SECTION, "Страницы", "wagtailadmin_explore_root", EDITS_SITE, "folder-open-inverse"),
    MenuEntry(_SECTION, "Старые адреса", "old_addresses:index", EDITS_SITE, "redirect"),
    MenuEntry(_SECTION, "Оформление", "site_appearance", EDITS_SITE, "view"),
]

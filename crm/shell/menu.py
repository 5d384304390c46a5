"""The CRM's menu: sections in the order of the manual, filled by the modules, cut to what the person may do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from identity.may import may

# Section → its icon. A section without entries is not shown.
SECTIONS = {
    "Диспетчерская": "warning",
    "Обращения": "mail",
    "Запись на приём": "calendar-alt",
    "Показания ИПУ": "order",
    "Бухгалтерия": "table",
    "Оплаты": "tick-inverse",
    "Уведомления": "rotate",
    "Телефония": "mobile-alt",
    "Документы": "doc-full",
    "Контент сайта": "site",
    "Компания": "group",
    "Биллинг": "clipboard-list",
}


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu: shown to those who may do `action`. `icon` is a name of Wagtail's icons."""

    section: str
    label: str
    url_name: str
    action: str
    icon: str


_entries: list[MenuEntry] = []


def add(entries: Iterable[MenuEntry]) -> None:
    """Add a module's entries; called when its app is ready. The order within a section is that of the calls."""
    _entries.extend(entry for entry in entries if entry not in _entries)


def items(request: HttpRequest) -> list[MenuItem]:
    """Wagtail's menu items for this person. Built anew for each request: addresses differ by host's side."""
    built: list[MenuItem] = [
        MenuItem("Рабочий стол", reverse("wagtailadmin_home"), name="desk", icon_name="home", order=0)
    ]
    for order, (section, icon) in enumerate(SECTIONS.items(), start=1):
        lines = [
            MenuItem(
                entry.label, reverse(entry.url_name), name=f"m-{entry.url_name}", icon_name=entry.icon, order=number
            )
            for number, entry in enumerate(_entries)
            if entry.section == section and may(request.user, entry.action)
        ]
        if lines:
            name = f"section-{order:02}"  # no name begins another: Wagtail lights up both
            built.append(SubmenuMenuItem(section, Menu(items=lines), name=name, icon_name=icon, order=order))
    return built

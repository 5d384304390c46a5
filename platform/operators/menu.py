"""The operators' menu. Operators are few and do everything: nothing is hidden, it is only kept together by kind."""

from django.urls import reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

_SECTIONS = {
    ("Компании", "group"): [
        ("Сводка", "summary", "history"),
        ("Заявки", "applications:index", "form"),
        ("Сообщения", "messages:index", "mail"),
        ("Все компании", "tenants:index", "group"),
        ("Помощь с файлами", "file_asks:index", "help"),
    ],
    ("Деньги", "clipboard-list"): [
        ("Счета", "invoices:index", "doc-full"),
        ("Выписки банка", "statements:index", "doc-full-inverse"),
        ("Поступления", "bank_lines:index", "download"),
        ("Операции", "transactions:index", "list-ul"),
        ("Кончаются деньги", "standings:index", "time"),
        ("Сверка книг", "parkings:index", "warning"),
        ("Начисление", "charge:month", "tick-inverse"),
        ("Тарифы", "tariffs:index", "tag"),
        ("Бесплатные дни", "free_periods:index", "date"),
        ("Бонусы", "bonus_rules:index", "pick"),
        ("Реквизиты", "edit_requisites", "home"),
    ],
    ("СМС", "mobile-alt"): [
        ("Все СМС", "sms_ledger:index", "mobile-alt"),
        ("Сверка", "sms_reconciliations:index", "tick-inverse"),
        ("Сервисы", "sms_providers:index", "cogs"),
        ("Цены", "sms_prices:index", "tag"),
        ("Наценка", "sms_markups:index", "tag"),
    ],
    ("Содержание", "site"): [
        ("Общие вопросы", "shared_questions:index", "help"),
        ("Города и сёла", "settlements:index", "globe"),
        ("Просьбы о городах", "town_asks:index", "help"),
        ("Сайт платформы", "edit_home", "site"),
    ],
    ("Служба", "view"): [
        ("Состояние", "service_state", "view"),
        ("Обновления", "updates", "upload"),
        ("Письма", "letters:index", "mail"),
    ],
}


def items() -> list[MenuItem]:
    """The lines of the menu, with addresses of this side."""
    built: list[MenuItem] = [
        MenuItem("Рабочий стол", reverse("wagtailadmin_home"), name="o-desk", icon_name="home", order=0)
    ]
    for order, ((section, icon), lines) in enumerate(_SECTIONS.items(), start=1):
        menu = Menu(
            items=[
                MenuItem(label, reverse(url_name), name=f"o-{url_name}", icon_name=icon_of, order=number)
                for number, (label, url_name, icon_of) in enumerate(lines)
            ]
        )
        built.append(SubmenuMenuItem(section, menu, name=f"o-section-{order:02}", icon_name=icon, order=order))
    return built

"""The operators' menu. Operators are few and do everything; it is one flat list."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem

_LINES = [
    ("Рабочий стол", "wagtailadmin_home", "home"),
    ("Сводка", "summary", "history"),
    ("Заявки", "applications:index", "form"),
    ("Сообщения", "messages:index", "mail"),
    ("Помощь с файлами", "file_asks:index", "help"),
    ("Компании", "tenants:index", "group"),
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
    ("СМС", "sms_ledger:index", "mobile-alt"),
    ("Сверка СМС", "sms_reconciliations:index", "tick-inverse"),
    ("Сервисы СМС", "sms_providers:index", "mobile-alt"),
    ("Цены на СМС", "sms_prices:index", "tag"),
    ("Наценка на СМС", "sms_markups:index", "tag"),
    ("Общие вопросы", "shared_questions:index", "help"),
    ("Города и сёла", "settlements:index", "globe"),
    ("Просьбы о городах", "town_asks:index", "help"),
    ("Письма", "letters:index", "mail"),
    ("Состояние", "service_state", "view"),
    ("Обновления", "updates", "upload"),
    ("Сайт платформы", "edit_home", "site"),
    ("Реквизиты", "edit_requisites", "home"),
]


def items() -> list[MenuItem]:
    """The lines of the menu, with addresses of this side."""
    return [
        MenuItem(label, reverse(url_name), name=f"o-{order:02}", icon_name=icon, order=order)
        for order, (label, url_name, icon) in enumerate(_LINES)
    ]

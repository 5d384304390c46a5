from crm.dispatch import rights
from crm.shell.menu import MenuEntry

ITEMS = [
    MenuEntry("Диспетчерская", "Заявки", "dispatch_desk", rights.SEE_REQUESTS, "warning"),
    MenuEntry("Диспетчерская", "Создание заявки", "new_request", rights.CREATE_REQUESTS, "plus"),
    MenuEntry("Диспетчерская", "Дедлайн", "due", rights.SEE_REQUESTS, "calendar-check"),
    MenuEntry("Диспетчерская", "Смена", "shift", rights.KEEP_SHIFT, "rotate"),
    MenuEntry("Диспетчерская", "Загрузка", "employee_load", rights.ASSIGN_REQUESTS, "group"),
    MenuEntry("Диспетчерская", "Наряды на день", "print_orders", rights.SEE_REQUESTS, "doc-full"),
    MenuEntry("Диспетчерская", "Анализ", "request_analysis", rights.SEE_ANALYSIS, "view"),
    MenuEntry("Диспетчерская", "Журнал заявок", "request_journal", rights.SEE_ANALYSIS, "list-ul"),
    MenuEntry("Диспетчерская", "Отключения", "outages:index", rights.SEE_OUTAGES, "circle-xmark"),
    MenuEntry("Диспетчерская", "Сроки заявок", "request_deadlines:index", rights.MANAGE_RULES, "time"),
    MenuEntry("Диспетчерская", "Прейскурант", "request_prices:index", rights.MANAGE_RULES, "table"),
    MenuEntry("Диспетчерская", "Правила назначения", "request_assignment:index", rights.MANAGE_RULES, "user"),
]

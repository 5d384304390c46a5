"""What the journal calls the acts of this module."""

from crm.dispatch import rights
from crm.dispatch.enums import Deed
from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen

EXPORT_ANALYSIS = "dispatch.export_analysis"
EXPORT_JOURNAL = "dispatch.export_journal"
PRINT_ORDERS = "dispatch.print_orders"

ACTS: list[Act | Words] = [
    *(Act(f"dispatch.{deed.value}", f"Заявка: {deed.label.lower()}", Kind.DATA) for deed in Deed),
    Act(EXPORT_ANALYSIS, "Выгружены заявки", Kind.EXPORT),
    Act(EXPORT_JOURNAL, "Выгружен журнал заявок", Kind.EXPORT),
    Act(PRINT_ORDERS, "Напечатаны наряды", Kind.EXPORT),
    Act("dispatch.outage_announced", "Отключение объявлено", Kind.DATA),
    Act("dispatch.outage_changed", "Отключение изменено", Kind.DATA),
    Act("dispatch.outage_ended", "Отключение закончилось", Kind.DATA),
    Act("dispatch.outage_cancelled", "Отключение отменено", Kind.DATA),
    Act("dispatch.outage_reopened", "Отключение открыто снова", Kind.DATA),
    Act("dispatch.add_deadline", "Срок заявок добавлен", Kind.SETTINGS),
    Act("dispatch.change_deadline", "Срок заявок изменён", Kind.SETTINGS),
    Act("dispatch.drop_deadline", "Срок заявок удалён", Kind.SETTINGS),
    Act("dispatch.add_price", "Расценка добавлена", Kind.SETTINGS),
    Act("dispatch.change_price", "Расценка изменена", Kind.SETTINGS),
    Act("dispatch.add_assignment", "Правило назначения добавлено", Kind.SETTINGS),
    Act("dispatch.change_assignment", "Правило назначения изменено", Kind.SETTINGS),
    Act("dispatch.drop_assignment", "Правило назначения удалено", Kind.SETTINGS),
    Act("dispatch.note_added", "Запись смены", Kind.DATA),
    Act("dispatch.note_done", "Запись смены сделана", Kind.DATA),
    Act("dispatch.shift_handed", "Смена сдана", Kind.DATA),
    Act("dispatch.shift_taken", "Смена принята", Kind.DATA),
    Words("places", "Где"),
    Words("reason_why", "Почему"),
    Words("rating", "Оценка"),
    Words("executors", "Исполнители"),
    Words("work", "Работы и материалы"),
    Words("call_number", "Номер обращения"),
    Words("detached_from", "Отделено от заявки №"),
]


def register() -> None:
    """Add the words to the journal."""
    declare(*ACTS)
    declare_screen("dispatch.typedeadline", "request_deadlines:edit", rights.MANAGE_RULES)
    declare_screen("dispatch.priceitem", "request_prices:edit", rights.MANAGE_RULES)
    declare_screen("dispatch.assignmentrule", "request_assignment:edit", rights.MANAGE_RULES)
    declare_screen("dispatch.request", "request_page", rights.SEE_REQUESTS, argument="number")
    declare_screen("dispatch.outage", "outages:inspect", rights.SEE_OUTAGES)

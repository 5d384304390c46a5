"""What the journal calls the acts of this module."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from crm.meters import rights

EXPORT_METERS = "meters.export_meters"
EXPORT_READINGS = "meters.export_readings"
EXPORT_HISTORY = "meters.export_history"
EXPORT_DEBTORS = "meters.export_not_handed_in"

ACTS: list[Act | Words] = [
    Act("meters.add_meter", "Прибор учёта добавлен", Kind.DATA),
    Act("meters.change_meter", "Прибор учёта изменён", Kind.DATA),
    Act("meters.replace_meter", "Прибор учёта заменён", Kind.DATA),
    Act("meters.stop_meter", "Прибор учёта снят", Kind.DATA),
    Act("meters.start_meter", "Прибор учёта снова действует", Kind.DATA),
    Act("meters.check_meter", "Прибор учёта проверен", Kind.DATA),
    Act("meters.move_meter", "Прибор учёта перешёл на другой счёт", Kind.DATA),
    Act("meters.correct_reading", "Показания исправлены", Kind.DATA),
    Act("meters.withdraw_reading", "Показания отменены", Kind.DATA),
    Act("meters.change_rules", "Правила приёма показаний изменены", Kind.SETTINGS),
    Act("meters.change_house_window", "Дни приёма показаний дома изменены", Kind.SETTINGS),
    Act("meters.save_profile", "Вид выгрузки показаний сохранён", Kind.SETTINGS),
    Act("meters.remove_profile", "Вид выгрузки показаний удалён", Kind.SETTINGS),
    Act(EXPORT_READINGS, "Показания выгружены", Kind.EXPORT),
    Act(EXPORT_DEBTORS, "Список не передавших показания выгружен", Kind.EXPORT),
    Act(EXPORT_HISTORY, "История показаний выгружена", Kind.EXPORT),
    Act("meters.issue_link", "Ссылка для показаний выдана", Kind.DATA),
    Act("meters.issue_links", "Ссылки для показаний выданы", Kind.DATA),
    Act("meters.revoke_links", "Ссылка для показаний отозвана", Kind.DATA),
    Words("links_issued", "Ссылок"),
    Words("reason", "Причина"),
    Words("window_first_day", "Принимаем с"),
    Words("window_last_day", "Принимаем по"),
    Act(EXPORT_METERS, "Приборы учёта выгружены", Kind.EXPORT),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("meters.reading", "reading_edit", rights.SEE_READINGS)
    declare_screen("meters.meter", "meters:inspect", rights.SEE_METERS)

"""What the journal calls the acts of loading; each kind of import has its own, declared when it is registered."""

from collections.abc import Iterator

from crm.journal.acts import Act, Words
from crm.journal.enums import Kind

EXPORT_REFUSALS = "imports.export_refusals"
ERASE_FILES = "imports.erase_files"
SHOW_OPERATOR = "imports.show_operator"
ANSWER_HELP = "imports.answer_help"
_VERBS = {
    "upload": "файл загружен на проверку",
    "confirm": "загрузка подтверждена",
    "restart": "проверка запущена заново",
    "cancel": "загрузка отменена",
    "load": "данные из файла внесены",
    "match": "колонки сопоставлены",
    "answer": "дан ответ о файле",
    "ask_undo": "попросили откатить",
    "undo": "загрузка откачена",
    "refuse_undo": "откатить не удалось",
    "ask_help": "файл показан Бурмистру: попросили помочь",
    "take_back": "помощь больше не нужна",
}

ACTS: list[Act | Words] = [
    Act(EXPORT_REFUSALS, "Строки с ошибками скачаны", Kind.EXPORT),
    Act(ERASE_FILES, "Файлы загрузки стёрты", Kind.PERSONAL),
    Act(SHOW_OPERATOR, "Сотрудник Бурмистра открыл файл, о котором просили", Kind.EXPORT),
    Act(ANSWER_HELP, "Бурмистр ответил о файле", Kind.IMPORT),
    Words("operator", "Сотрудник Бурмистра"),
    Words("added", "Добавлено строк"),
    Words("changed", "Изменено строк"),
    Words("deleted", "Удалено записей"),
    Words("restored", "Возвращено прежних записей"),
    Words("obstacles", "Мешает записей"),
]


def acts_of(kind: str, title: str) -> Iterator[Act]:
    """The acts of one kind of import."""
    for verb, words in _VERBS.items():
        yield Act(f"imports.{verb}_{kind}", f"{title}: {words}", Kind.IMPORT)

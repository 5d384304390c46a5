"""What the journal calls the acts of loading; each kind of import has its own, declared when it is registered."""

from collections.abc import Iterator

from crm.journal.acts import Act, Words
from crm.journal.enums import Kind

EXPORT_REFUSALS = "imports.export_refusals"
ERASE_FILES = "imports.erase_files"
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
}

ACTS: list[Act | Words] = [
    Act(EXPORT_REFUSALS, "Строки с ошибками скачаны", Kind.EXPORT),
    Act(ERASE_FILES, "Файлы загрузки стёрты", Kind.PERSONAL),
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

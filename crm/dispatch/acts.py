"""What the journal calls the acts of this module."""

from crm.dispatch.enums import Deed
from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind

ACTS: list[Act | Words] = [
    *(Act(f"dispatch.{deed.value}", f"Заявка: {deed.label.lower()}", Kind.DATA) for deed in Deed),
    Words("executors", "Исполнители"),
    Words("work", "Работы и материалы"),
    Words("call_number", "Номер обращения"),
    Words("detached_from", "Отделено от заявки №"),
]


def register() -> None:
    """Add the words to the journal."""
    declare(*ACTS)

"""What the journal calls the acts of this module."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from crm.personal_data import rights

OPEN_FILE = "personal_data.open_file"
EXPORT_FILE = "personal_data.export_file"
ERASE = "personal_data.erase"

ACTS: list[Act | Words] = [
    Act(OPEN_FILE, "Персональные данные просмотрены", Kind.PERSONAL),
    Act(EXPORT_FILE, "Персональные данные выгружены", Kind.EXPORT),
    Act(ERASE, "Персональные данные стёрты по акту", Kind.PERSONAL),
    Words("erased_rows", "Стёрто"),
    Words("kept_rows", "Оставлено по закону"),
    Words("erasure_reason", "Основание"),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("personal_data.erasureact", "erasure_act", rights.SEE_FILE)

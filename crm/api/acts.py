"""What the journal calls the acts of keys of programs."""

from crm.journal.acts import Act, Words
from crm.journal.enums import Kind

ACTS: list[Act | Words] = [
    Act("api.issue_key", "Ключ API выпущен", Kind.SETTINGS),
    Act("api.revoke_key", "Ключ API отозван", Kind.SETTINGS),
    Act("api.read_personal_data", "Программа читала персональные данные", Kind.EXPORT),
    Act("api.total_personal_data", "Программа прочла персональных данных за час", Kind.EXPORT),
    Words("operation", "Что читала"),
    Words("calls", "Обращений"),
    Words("rows", "Строк"),
    Words("day", "День"),
    Words("only", "Только эти права"),
]

"""What the journal calls the acts of disclosure. Rows stand there under their own names."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind

ACTS: list[Act | Words] = [
    Act("disclosure.fill_in", "Раскрытие информации: форма изменена", Kind.SITE),
    Act("disclosure.confirm", "Раскрытие информации: форма проверена, всё верно", Kind.SITE),
    Act("disclosure.take_from_gis", "Раскрытие информации: данные пришли из ГИС ЖКХ", Kind.SITE),
    Words("disclosure_form", "Форма"),
    Words("disclosure_rows", "Строк изменилось"),
]


def register() -> None:
    """Declare the acts; their objects are houses and the company itself."""
    declare(*ACTS)

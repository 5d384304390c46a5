"""What the journal calls the acts of the site's pages."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from crm.rights.domain.access import EDITS_SITE

ACTS: list[Act | Words] = [
    Act("pages.add_question", "Вопрос на сайте добавлен", Kind.SITE),
    Act("pages.change_question", "Вопрос на сайте изменён", Kind.SITE),
    Act("pages.hide_shared_question", "Общий вопрос скрыт с сайта", Kind.SITE),
    Act("pages.show_shared_question", "Общий вопрос возвращён на сайт", Kind.SITE),
    Act("pages.delete_question", "Вопрос на сайте удалён", Kind.SITE),
    Act("pages.add_old_address", "Старый адрес добавлен", Kind.SITE),
    Act("pages.change_old_address", "Старый адрес изменён", Kind.SITE),
    Act("pages.delete_old_address", "Старый адрес удалён", Kind.SITE),
    Words("leads_to", "Куда ведёт"),
    Act("pages.change_moderation", "Проверка новостей перед выходом: включена или выключена", Kind.SITE),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("pages.question", "own_questions:edit", EDITS_SITE)
    declare_screen("pages.oldaddress", "old_addresses:edit", EDITS_SITE)

"""What the journal calls the acts of this module."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from crm.notices import rights

CREATE_NOTICE = "notices.create_notice"
STOP_NOTICE = "notices.stop_notice"
REMIND = "notices.remind"
TELL_OUTAGE = "notices.tell_outage"
WRITE_WORDS = "notices.write_words"
RESTORE_WORDS = "notices.restore_words"

ACTS: list[Act | Words] = [
    Act(CREATE_NOTICE, "Уведомление отправлено", Kind.DATA),
    Act(STOP_NOTICE, "Уведомление остановлено", Kind.DATA),
    Act(REMIND, "Ежемесячное напоминание отправлено", Kind.DATA),
    Act(rights.EXPORT_UNREACHED, "Выгружено, до кого уведомление не дойдёт", Kind.EXPORT),
    Act(TELL_OUTAGE, "Об отключении сообщили жителям", Kind.DATA),
    Act(WRITE_WORDS, "Текст уведомления изменён", Kind.DATA),
    Act(RESTORE_WORDS, "Возвращён исходный текст уведомления", Kind.DATA),
    Words("notice_to", "Кому"),
    Words("notice_kind", "Вид"),
    Words("notice_left", "Не успело уйти"),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("notices.notice", "notice", rights.SEE_NOTICES)

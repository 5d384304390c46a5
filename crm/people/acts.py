"""What the journal calls the acts of this module."""

from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from crm.people import rights
from crm.people.enums import ConsentChannel, ConsentSource, Tie, Topic

ERASE_PERSON = "people.erase_person"
EXPORT_PEOPLE = "people.export_people"

ACTS: list[Act | Words] = [
    Act("people.add_person", "Житель добавлен", Kind.PERSONAL),
    Act("people.change_person", "Житель изменён", Kind.PERSONAL),
    Act("people.tie", "Житель связан со счётом", Kind.PERSONAL),
    Act("people.untie", "Связь жителя со счётом закончилась", Kind.PERSONAL),
    Act("people.add_phone", "Телефон жителя добавлен", Kind.PERSONAL),
    Act("people.remove_phone", "Телефон жителя убран", Kind.PERSONAL),
    Act("people.give_consent", "Согласие жителя записано", Kind.PERSONAL),
    Act("people.withdraw_consent", "Отказ жителя записан", Kind.PERSONAL),
    Act("people.remember_device", "Устройство жителя подключено", Kind.PERSONAL),
    Act("people.forget_device", "Устройство жителя отключено", Kind.PERSONAL),
    Act("people.remember_own_device", "Своё устройство подключено", Kind.PERSONAL),
    Act("people.forget_own_device", "Устройство сотрудника отключено", Kind.PERSONAL),
    Act("people.note_returned", "Адрес почты не принимает письма", Kind.PERSONAL),
    Act("people.trust_email", "Письма на адрес жителя снова отправляются", Kind.PERSONAL),
    Act(ERASE_PERSON, "Данные жителя стёрты", Kind.PERSONAL),
    Act(EXPORT_PEOPLE, "Жители выгружены", Kind.EXPORT),
    Words("person_phone", "Телефон"),
    Words("returned_email", "Адрес, который не принимает письма"),
    Words("tie_account", "Лицевой счёт"),
    Words("tie_kind", "Кем приходится", dict(Tie.choices)),
    Words("tie_until", "До какого дня"),
    Words("consent_channel", "Чем писать", dict(ConsentChannel.choices)),
    Words("consent_topic", "О чём", dict(Topic.choices)),
    Words("consent_source", "Откуда", dict(ConsentSource.choices)),
    Words("consent_text", "Редакция текста"),
    Words("device_label", "Устройство"),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("people.person", "people:inspect", rights.SEE_PEOPLE)

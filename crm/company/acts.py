"""What the journal calls the acts of this module."""

from crm.company import rights
from crm.journal.acts import Act, Words, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen

ERASE_PERSON = "company.erase_person"

ACTS: list[Act | Words] = [
    Act("company.hire_employee", "Сотрудник добавлен", Kind.PEOPLE),
    Act("company.change_employee", "Сотрудник изменён", Kind.PEOPLE),
    Act("company.change_photo", "Фотография сотрудника изменена", Kind.PEOPLE),
    Act("company.change_own_contacts", "Свои контакты изменены", Kind.PEOPLE),
    Act("company.choose_notices", "Свои уведомления выбраны", Kind.PEOPLE),
    Act("company.choose_summary", "Утренняя сводка включена или выключена", Kind.PEOPLE),
    Act("company.send_password", "Новый пароль отправлен на почту", Kind.PEOPLE),
    Act("company.change_sign_in_rules", "Правила входа изменены", Kind.SETTINGS),
    Act("company.operator_entered", "Оператор «Бурмистра» вошёл за сотрудника", Kind.SIGN_IN),
    Act("company.operator_left", "Оператор «Бурмистра» вышел", Kind.SIGN_IN),
    Words("visit_operator", "Оператор"),
    Words("visit_reason", "Зачем"),
    Words("visit_until", "До"),
    Act("company.change_names", "«Моя компания»: названия изменены", Kind.SETTINGS),
    Act("company.change_logo", "«Моя компания»: логотип изменён", Kind.SETTINGS),
    Act("company.change_contacts", "«Моя компания»: контакты изменены", Kind.SETTINGS),
    Act("company.change_requisites", "«Моя компания»: реквизиты изменены", Kind.SETTINGS),
    Act("company.change_requests", "«Моя компания»: заявки и напоминания изменены", Kind.SETTINGS),
    Act("company.change_sms", "«Моя компания»: СМС изменены", Kind.SETTINGS),
    Act("company.change_keys", "«Моя компания»: ключи телефонии изменены", Kind.SETTINGS),
    Act("company.add_contractor", "Подрядчик добавлен", Kind.DATA),
    Act("company.change_contractor", "Подрядчик изменён", Kind.DATA),
    Act("company.deactivate_contractor", "Подрядчик отключён", Kind.DATA),
    Act("company.activate_contractor", "Подрядчик включён", Kind.DATA),
    Act("company.add_contractor_document", "Документ подрядчика добавлен", Kind.DATA),
    Act("company.remove_contractor_document", "Документ подрядчика удалён", Kind.DATA),
    Act("company.add_contractor_person", "Человек подрядчика добавлен", Kind.PEOPLE),
    Act("company.change_contractor_person", "Человек подрядчика изменён", Kind.PEOPLE),
    Act("company.invite_contractor_person", "Человеку подрядчика отправлен пароль", Kind.PEOPLE),
    Act("company.deactivate_contractor_person", "Человеку подрядчика закрыт вход", Kind.PEOPLE),
    Act("company.activate_contractor_person", "Человеку подрядчика открыт вход", Kind.PEOPLE),
    Act("company.add_office", "Офис добавлен", Kind.SETTINGS),
    Act("company.change_office", "Офис изменён", Kind.SETTINGS),
    Act("company.add_special_day", "Особый день добавлен", Kind.SETTINGS),
    Act("company.change_special_day", "Особый день изменён", Kind.SETTINGS),
    Act("company.remove_special_day", "Особый день убран", Kind.SETTINGS),
    Act("company.name_sender", "Почта: адрес отправителя указан", Kind.SETTINGS),
    Act("company.prove_mail_domain", "Почта: домен подтверждён, письма уходят с него", Kind.SETTINGS),
    Act("company.lose_mail_domain", "Почта: запись пропала, письма уходят с адреса «Бурмистра»", Kind.SETTINGS),
    Act("company.change_mail_key", "Почта: сделан новый ключ", Kind.SETTINGS),
    Act("company.take_mail_key", "Почта: письма подписаны новым ключом, прежний стёрт", Kind.SETTINGS),
    Act("company.give_up_sender", "Почта: адрес отправителя убран", Kind.SETTINGS),
    Act(ERASE_PERSON, "Данные сотрудника стёрты", Kind.PERSONAL),
    Words("sender", "Адрес отправителя"),
    Words("week", "Часы приёма"),
    Words("hours", "Часы"),
    Words("contractor", "Подрядчик"),
    Words("document", "Документ"),
    Words("sections", "Участки"),
    Words("second_factor_roles", "Кому входить с кодом"),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("company.employee", "employees:edit", rights.MANAGE_EMPLOYEES)
    declare_screen("company.contractor", "contractors:inspect", rights.SEE_CONTRACTORS)
    declare_screen("company.contractorperson", "contractors:inspect", rights.SEE_CONTRACTORS, argument="contractor")
    declare_screen("company.office", "offices:inspect", rights.SEE_OFFICES)
    declare_screen("identity.user", "employees:edit", rights.MANAGE_EMPLOYEES, argument="employee__pk")

"""Actions with residents: rows are those of the houses where they live or own."""

from crm.rights.enums import Role
from crm.rights.registry import Action
from identity.channels import Channel

MODULE = "Бухгалтерия"
SEE_PEOPLE = "people.see_people"
EDIT_PEOPLE = "people.edit_people"
IMPORT_PHONES = "people.import_phones"

ACTIONS = [
    Action(
        SEE_PEOPLE,
        "Видеть жителей и их телефоны",
        MODULE,
        roles=frozenset({Role.ACCOUNTANT, Role.CLIENT_DESK, Role.DISPATCHER}),
        grants=frozenset({"people.view_person"}),
        by_rows=True,
        channels=frozenset({Channel.COMPUTER, Channel.API}),
    ),
    Action(
        EDIT_PEOPLE,
        "Менять жителей, их телефоны и согласия",
        MODULE,
        roles=frozenset({Role.ACCOUNTANT, Role.CLIENT_DESK, Role.DISPATCHER}),
        grants=frozenset({"people.change_person", "people.view_person"}),
        by_rows=True,
    ),
    Action(
        IMPORT_PHONES,
        "Загружать телефоны жителей из файла",
        MODULE,
        roles=frozenset({Role.ACCOUNTANT, Role.CLIENT_DESK}),
    ),
]

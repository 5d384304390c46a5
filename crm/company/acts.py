"""What the journal calls the acts of this module."""

from crm.company import rights
from crm.journal.acts import Act, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen

ERASE_PERSON = "company.erase_person"

ACTS = [
    Act("company.hire_employee", "Сотрудник добавлен", Kind.PEOPLE),
    Act("company.change_employee", "Сотрудник изменён", Kind.PEOPLE),
    Act(ERASE_PERSON, "Данные сотрудника стёрты", Kind.PERSONAL),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("company.employee", "employees:edit", rights.MANAGE_EMPLOYEES)
    declare_screen("identity.user", "employees:edit", rights.MANAGE_EMPLOYEES, argument="employee__pk")

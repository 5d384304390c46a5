"""Actions of the module «Компания»."""

from crm.rights.registry import Action

EDIT_PROFILE = "company.edit_profile"
SEE_EMPLOYEES = "company.see_employees"
MANAGE_EMPLOYEES = "company.manage_employees"

ACTIONS = [
    Action(EDIT_PROFILE, "Редактировать «Мою компанию»", "Компания", grants=frozenset({"company.change_profile"})),
    Action(SEE_EMPLOYEES, "Видеть сотрудников", "Компания", grants=frozenset({"company.view_employee"})),
    Action(
        MANAGE_EMPLOYEES,
        "Добавлять и менять сотрудников",
        "Компания",
        grants=frozenset({"company.add_employee", "company.change_employee", "company.view_employee"}),
    ),
]

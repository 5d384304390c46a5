"""A right of its own: whoever hires people edits nothing else of the site."""

from crm.rights.enums import Role
from crm.rights.registry import Action

EDIT_VACANCIES = "site_vacancies.edit_vacancies"

ACTIONS = [
    Action(
        EDIT_VACANCIES,
        "Вести вакансии на сайте",
        "Контент сайта",
        roles=frozenset({Role.CLIENT_DESK}),
        grants=frozenset(f"site_vacancies.{verb}_vacancy" for verb in ("add", "change", "delete", "view")),
    )
]

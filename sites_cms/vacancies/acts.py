"""What the journal calls the acts of vacancies."""

from crm.journal.acts import Act, declare
from crm.journal.enums import Kind
from crm.journal.links import declare_screen
from sites_cms.vacancies.rights import EDIT_VACANCIES

ACTS = [
    Act("site_vacancies.add_vacancy", "Вакансия добавлена", Kind.SITE),
    Act("site_vacancies.change_vacancy", "Вакансия изменена", Kind.SITE),
    Act("site_vacancies.delete_vacancy", "Вакансия удалена", Kind.SITE),
]


def register() -> None:
    """Declare the acts and where their objects are seen."""
    declare(*ACTS)
    declare_screen("site_vacancies.vacancy", "site_vacancies:edit", EDIT_VACANCIES)

from crm.shell.menu import MenuEntry
from sites_cms.vacancies.rights import EDIT_VACANCIES

ITEMS = [MenuEntry("Контент сайта", "Вакансии", "site_vacancies:index", EDIT_VACANCIES, "user")]

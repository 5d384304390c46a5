from crm.company import rights
from crm.company.models import Employee, Office, Profile
from crm.company.profile_page import CONTACTS, LOGO, REQUISITES
from crm.shell import first_steps
from crm.shell.first_steps import FirstStep


def contacts_are_filled() -> bool:
    """Residents see whom to call."""
    return Profile.objects.exclude(emergency_phone="").exists()


def requisites_are_filled() -> bool:
    """Invoices have an account to come from."""
    return Profile.objects.exclude(settlement_account="").exists()


def has_logo() -> bool:
    """The site and papers carry the company's own sign."""
    return Profile.objects.exclude(logo="").exists()


def office_is_on_site() -> bool:
    """Residents see where to come and when."""
    return Office.objects.filter(is_active=True).exclude(address="").exists()


def has_colleague() -> bool:
    """Somebody besides the first employee was added."""
    return Employee.objects.count() > 1


def register() -> None:
    """Put this module's steps onto the desk of a new company."""
    first_steps.register(
        FirstStep(
            "profile", 10, "Заполните «Мою компанию»",
            "Телефон диспетчерской, адрес и часы работы встанут на сайт.",
            CONTACTS.url_name, CONTACTS.action, contacts_are_filled,
        )
    )  # fmt: skip
    first_steps.register(
        FirstStep(
            "requisites", 11, "Впишите реквизиты",
            "Банк и счёт встанут в счета и в карточку предприятия.",
            REQUISITES.url_name, REQUISITES.action, requisites_are_filled,
        )
    )  # fmt: skip
    first_steps.register(
        FirstStep(
            "logo", 12, "Загрузите логотип", "Он встанет на сайт, в CRM и на документы.",
            LOGO.url_name, LOGO.action, has_logo,
        )
    )  # fmt: skip
    first_steps.register(
        FirstStep(
            "office", 15, "Укажите адрес и часы офиса",
            "На сайте появятся часы приёма и отметка «открыто» или «закрыто».",
            "offices:index", rights.MANAGE_OFFICES, office_is_on_site,
        )
    )  # fmt: skip
    first_steps.register(
        FirstStep(
            "employee", 40, "Добавьте сотрудника",
            "Логин и пароль придут ему на почту, права — по роли.",
            "employees:add", rights.MANAGE_EMPLOYEES, has_colleague,
        )
    )  # fmt: skip

from crm.company import rights
from crm.company.models import Employee, Profile
from crm.shell import first_steps
from crm.shell.first_steps import FirstStep


def profile_is_filled() -> bool:
    """Residents see a phone, and invoices have an account to come from."""
    return Profile.objects.exclude(emergency_phone="").exclude(settlement_account="").exists()


def has_colleague() -> bool:
    """Somebody besides the first employee was added."""
    return Employee.objects.count() > 1


def register() -> None:
    """Put this module's steps onto the desk of a new company."""
    first_steps.register(
        FirstStep(
            "profile", 10, "Заполните «Мою компанию»",
            "Телефон диспетчерской встанет на сайт, реквизиты — в счета.",
            "company_profile", rights.EDIT_PROFILE, profile_is_filled,
        )
    )  # fmt: skip
    first_steps.register(
        FirstStep(
            "employee", 40, "Добавьте сотрудника",
            "Логин и пароль придут ему на почту, права — по роли.",
            "employees:add", rights.MANAGE_EMPLOYEES, has_colleague,
        )
    )  # fmt: skip

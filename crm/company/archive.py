"""What people read of the company and its employees in the archive."""

from crm.company.models import Employee, Profile
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

COMPANY = Sheet(
    title="Компания",
    order=5,
    rows=lambda _: Profile.objects.all(),
    columns=dict.fromkeys(
        (
            "short_name", "full_name", "inn", "kpp", "ogrn", "head", "licence_number", "licence_date", "licence_issuer",
            "legal_address", "address", "emergency_phone", "phone", "other_phones", "email", "working_hours",
            "own_site", "about", "bik", "bank", "settlement_account", "correspondent_account", "next_request_number",
            "readings_reminder_day", "debt_reminder_day", "show_executors", "sms_enabled", "sms_duplicates_push",
        ),
        "",
    ),
)  # fmt: skip
EMPLOYEES = Sheet(
    title="Сотрудники",
    order=30,
    rows=lambda _: Employee.objects.order_by("user__last_name", "user__first_name", "pk"),
    columns={
        "user__last_name": "", "user__first_name": "", "user__patronymic": "", "position": "",
        "user__access__role": "", "user__email": "", "user__phone": "", "user__is_active": "", "hired_at": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(COMPANY, EMPLOYEES)

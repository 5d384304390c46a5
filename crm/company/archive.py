"""What people read of the company and its employees in the archive."""

from crm.company.models import Contractor, ContractorDocument, ContractorPerson, Employee, Profile
from crm.company.office_sheets import SHEETS
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
            "viber_enabled",
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
CONTRACTORS = Sheet(
    title="Подрядчики",
    order=32,
    rows=lambda _: Contractor.objects.order_by("short_name", "pk"),
    columns=dict.fromkeys(
        (
            "short_name", "full_name", "kind", "inn", "kpp", "ogrn", "address", "phone", "emergency_phone", "email",
            "contacts", "bik", "bank", "settlement_account", "correspondent_account", "contract_number", "signed_on",
            "valid_from", "valid_until", "is_active", "deactivated_at", "deactivation_reason",
        ),
        "",
    ),
)  # fmt: skip
CONTRACTOR_TYPES = Sheet(
    title="Работы подрядчиков",
    order=33,
    rows=lambda _: Contractor.request_types.through.objects.order_by("contractor__short_name", "pk"),
    columns={"contractor__short_name": "подрядчик", "requesttype__name": ""},
)
CONTRACTOR_PEOPLE = Sheet(
    title="Люди подрядчиков",
    order=34,
    rows=lambda _: ContractorPerson.objects.order_by("contractor__short_name", "pk"),
    columns={
        "contractor__short_name": "подрядчик", "user__last_name": "", "user__first_name": "", "user__patronymic": "",
        "user__email": "", "user__phone": "", "user__is_active": "", "added_at": "",
    },
)  # fmt: skip
CONTRACTOR_DOCUMENTS = Sheet(
    title="Документы подрядчиков",
    order=35,
    rows=lambda _: ContractorDocument.objects.order_by("contractor__short_name", "pk"),
    columns={
        "contractor__short_name": "подрядчик", "name": "", "file": "файл", "file_name": "", "added_at": "",
        "added_by__email": "кто добавил", "removed_at": "", "removed_by__email": "кто убрал",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheets to archives."""
    register_in_archive(
        COMPANY, EMPLOYEES, CONTRACTORS, CONTRACTOR_TYPES, CONTRACTOR_PEOPLE, CONTRACTOR_DOCUMENTS, *SHEETS
    )

"""Vacancies in the company's archive."""

from sites_cms.vacancies.models import Vacancy
from tenants.archive.registry import Sheet
from tenants.archive.registry import register as register_in_archive

VACANCIES = Sheet(
    title="Вакансии",
    order=57,
    rows=lambda _: Vacancy.objects.order_by("pk"),
    columns={
        "title": "", "pay_from": "", "pay_to": "", "schedule": "", "text": "текст (HTML)", "phone": "",
        "open_until": "", "is_active": "", "published_on": "",
    },
)  # fmt: skip


def register() -> None:
    """Add the sheet to archives."""
    register_in_archive(VACANCIES)

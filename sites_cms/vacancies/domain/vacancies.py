"""Announcing whom the company looks for."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from crm.journal.domain.entries import differences, record
from identity.models import User
from identity.phones import phones
from sites_cms.vacancies.models import Vacancy
from tenants.errors import DomainError
from tenants.latin import address_of

_SHOWN = ["title", "pay_from", "pay_to", "schedule", "text", "phone", "open_until", "is_active"]
MOST_PAY = 10_000_000  # roubles a month: above it somebody has typed kopecks


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an announcement says. Pay in roubles a month; no `phone` means the office's."""

    title: str
    text: str
    pay_from: int | None = None
    pay_to: int | None = None
    schedule: str = ""
    phone: str = ""
    open_until: date | None = None
    is_active: bool = True


@transaction.atomic
def save(before: Vacancy | None, told: Told, *, by: User | None) -> Vacancy:
    """Announce (`before` is None) or change. The address stays as it was made; opened anew, it is of today.

    Raises DomainError for an empty title or text, pay that goes downwards, a phone that cannot be dialled, an active
    one whose last day is over.
    """
    today = timezone.localdate()
    after = Vacancy(pk=before.pk if before else None, **asdict(told))
    after.title, after.schedule, after.phone = (
        " ".join(text.split()) for text in (told.title, told.schedule, told.phone)
    )
    _check(after, today)
    was_open = before is not None and before.is_open(today)
    after.published_on = before.published_on if before and (was_open or not after.is_open(today)) else today
    after.slug = before.slug if before else _free_slug(after.title)
    after.save()
    action = "site_vacancies.change_vacancy" if before else "site_vacancies.add_vacancy"
    record(action=action, obj=after, by=by, changes=differences(before, after, _SHOWN))
    return after


@transaction.atomic
def delete(vacancy: Vacancy, *, by: User | None) -> None:
    """Take it away for good; the journal keeps what it said."""
    changes = {name: [getattr(vacancy, name), None] for name in _SHOWN}
    record(action="site_vacancies.delete_vacancy", obj=vacancy, by=by, changes=changes)
    vacancy.delete()


def _check(vacancy: Vacancy, today: date) -> None:
    if not vacancy.title:
        raise DomainError("Напишите, кого вы ищете.", field="title")
    if not str(vacancy.text).strip():
        raise DomainError("Напишите, что нужно делать.", field="text")
    if any(sum_ is not None and not 0 < sum_ <= MOST_PAY for sum_ in (vacancy.pay_from, vacancy.pay_to)):
        raise DomainError("Это не похоже на зарплату в рублях за месяц.", field="pay_from")
    if vacancy.pay_from and vacancy.pay_to and vacancy.pay_to < vacancy.pay_from:
        raise DomainError("«До» меньше, чем «от».", field="pay_to")
    if vacancy.phone and not any(phone.dial for phone in phones(vacancy.phone)):
        raise DomainError("Это не номер телефона.", field="phone")
    if vacancy.is_active and vacancy.open_until is not None and vacancy.open_until < today:
        raise DomainError("Этот день уже прошёл: вакансию никто не увидит.", field="open_until")


def _free_slug(title: str) -> str:
    slug = (address_of(title) or "vakansiya")[:70].strip("-")
    taken = set(Vacancy.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(one for one in (slug, *(f"{slug}-{number}" for number in range(2, 1000))) if one not in taken)

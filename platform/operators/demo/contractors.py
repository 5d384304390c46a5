"""Contractors of the demo's companies. Invented; dates are counted from the day on which it is loaded.

Nobody's by construction, as the companies are: ИНН and ОГРН of tax offices that do not exist.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from crm.company.domain import contractor_people, contractors
from crm.company.domain.contractors import Details
from crm.company.enums import ContractorKind
from crm.company.models import Contractor
from crm.request_types.models import RequestType
from identity.models import User
from operators.demo.companies import DemoCompany

_MOBILE = "+7 975 000"
_SBERBANK: dict[str, Any] = {
    "bik": "044525225",
    "bank": "ПАО Сбербанк",
    "correspondent_account": "30101810400000000225",
}


@dataclass(frozen=True)
class DemoContractor:
    """A contractor: `ends` is in how many days its contract ends, `person` who signs in on the phone."""

    details: Details
    types: tuple[str, ...]
    ends: int | None = None
    person: tuple[str, str, str] | None = None


_UYUT = (
    DemoContractor(
        Details(
            short_name="ООО «Водяной»", full_name="Общество с ограниченной ответственностью «Водяной»",
            inn="5999000104", kpp="599901001", ogrn="1025999001005", address="г. Верхнекамск, ул. Портовая, д. 4",
            phone="+7 342 000-11-01", emergency_phone=f"{_MOBILE}-11-01", email="avaria@vodyanoy.example",
            contacts=f"Русланов Тимур Ильич, мастер, {_MOBILE}-11-02",
            settlement_account="40702810100000000101", contract_number="12/В", **_SBERBANK,
        ),
        types=("Холодное водоснабжение", "Горячее водоснабжение", "Отопление"),
        ends=240,
        person=("Русланов", "Тимур", "Ильич"),
    ),
    DemoContractor(
        Details(
            short_name="ООО «Лифт-Подъём»", inn="5999000111", kpp="599901001", ogrn="1025999001016",
            phone="+7 342 000-11-03", emergency_phone=f"{_MOBILE}-11-03", email="office@liftpodyem.example",
            settlement_account="40702810400000000102", contract_number="Л-7", **_SBERBANK,
        ),
        types=("Лифтовое оборудование",),
        ends=12,
    ),
    DemoContractor(
        Details(
            kind=ContractorKind.ENTREPRENEUR, short_name="ИП Вольтов А. С.", inn="599900010143", ogrn="304599900000013",
            phone=f"{_MOBILE}-11-04", settlement_account="40802810000000000101", contract_number="3", **_SBERBANK,
        ),
        types=("Электротехнические работы", "Домофоны и видеонаблюдение"),
        ends=-3,
    ),
)  # fmt: skip
_BUKHTA = (
    DemoContractor(
        Details(
            short_name="ООО «Приморлифт-Сервис»", inn="2599000104", kpp="259901001", ogrn="1022599001006",
            phone="+7 4236 00-21-01", contract_number="45", settlement_account="40702810700000000103", **_SBERBANK,
        ),
        types=("Лифтовое оборудование",),
        ends=95,
    ),
    DemoContractor(
        Details(
            kind=ContractorKind.ENTREPRENEUR, short_name="ИП Кровельщикова О. Н.", inn="259900010189",
            ogrn="304259900000107", phone=f"{_MOBILE}-21-02",
        ),
        types=("Кровли", "Подпорные стены и лестницы"),
    ),
)  # fmt: skip
_RASSVET = (
    DemoContractor(
        Details(
            short_name="ООО «Тверьогнезащита»", inn="6999000106", kpp="699901001", ogrn="1026999001006",
            phone="+7 4822 00-31-01", contract_number="ОП-2",
        ),
        types=("Противопожарное оборудование",),
        ends=29,
    ),
)  # fmt: skip
_OF = {"uyut": _UYUT, "bukhta": _BUKHTA, "rassvet": _RASSVET}


def sign_contracts(company: DemoCompany, *, by: User) -> None:
    """Add the contractors of the current company; what is there stays."""
    for made in _OF[company.slug]:
        if Contractor.objects.filter(short_name=made.details.short_name).exists():
            continue
        types = list(RequestType.objects.filter(name__in=made.types))
        contractor = contractors.add(_with_dates(made), request_types=types, by=by)
        if made.person:
            last_name, first_name, patronymic = made.person
            contractor_people.add_person(
                contractor, last_name=last_name, first_name=first_name, patronymic=patronymic,
                email=f"master@{company.slug}.example", phone="", by=by, send_password=False,
            )  # fmt: skip


def _with_dates(made: DemoContractor) -> Details:
    if made.ends is None:
        return made.details
    ends = timezone.localdate() + timedelta(days=made.ends)
    starts = ends - timedelta(days=364)
    return replace(made.details, signed_on=starts - timedelta(days=9), valid_from=starts, valid_until=ends)

"""Contractors: adding, changing, switching off and on."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.company.domain.contractor_people import let_nobody_in
from crm.company.domain.contractor_requisites import faults
from crm.company.enums import ContractorKind
from crm.company.models import Contractor
from crm.journal.domain.entries import differences, record
from crm.request_types.models import RequestType
from identity.models import User
from tenants import requisites
from tenants.errors import DomainError

_NUMBERS = ("inn", "kpp", "ogrn", "bik", "settlement_account", "correspondent_account")


@dataclass(frozen=True)
class Details:
    """What is typed about a contractor, field by field as in the model."""

    short_name: str
    kind: ContractorKind = ContractorKind.ORGANISATION
    full_name: str = ""
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    address: str = ""
    phone: str = ""
    emergency_phone: str = ""
    email: str = ""
    contacts: str = ""
    bik: str = ""
    bank: str = ""
    settlement_account: str = ""
    correspondent_account: str = ""
    contract_number: str = ""
    signed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None


FIELDS = [field.name for field in fields(Details)]


@transaction.atomic
def add(details: Details, *, request_types: Collection[RequestType], by: User | None) -> Contractor:
    """Add a contractor. Raises DomainError if something of it is wrong, or if no type of requests is named.

    Source: manual, section 4, «Как добавить подрядчика в систему».
    """
    contractor = Contractor()
    _write(contractor, details, request_types)
    changes = differences(None, contractor, FIELDS)
    changes["request_types"] = ["", _names(request_types)]
    record(action="company.add_contractor", obj=contractor, by=by, changes=changes)
    return contractor


@transaction.atomic
def change(contractor: Contractor, details: Details, *, request_types: Collection[RequestType], by: User) -> Contractor:
    """Change everything that is typed. Raises DomainError as `add` does."""
    contractor = Contractor.objects.select_for_update().get(pk=contractor.pk)
    before = Contractor.objects.get(pk=contractor.pk)
    types_before = _names(before.request_types.all())
    _write(contractor, details, request_types)
    changes = differences(before, contractor, FIELDS)
    if (types_after := _names(request_types)) != types_before:
        changes["request_types"] = [types_before, types_after]
    if changes:
        record(action="company.change_contractor", obj=contractor, by=by, changes=changes)
    return contractor


@transaction.atomic
def deactivate(contractor: Contractor, *, reason: str, by: User) -> Contractor:
    """«Отключить»: nobody gives it requests any more, and its people are signed out everywhere at once.

    Raises DomainError if no reason is given or it is switched off already.
    """
    contractor = Contractor.objects.select_for_update().get(pk=contractor.pk)
    reason = " ".join(reason.split())
    if not contractor.is_active:
        raise DomainError("Подрядчик уже отключён.")
    if not reason:
        raise DomainError("Напишите, почему: это увидят те, кто откроет подрядчика через год.", field="reason")
    contractor.is_active, contractor.deactivated_at, contractor.deactivation_reason = False, timezone.now(), reason
    contractor.save(update_fields=["is_active", "deactivated_at", "deactivation_reason"])
    record(
        action="company.deactivate_contractor",
        obj=contractor,
        by=by,
        changes={"is_active": [True, False], "deactivation_reason": ["", reason]},
    )
    let_nobody_in(contractor, by=by)
    return contractor


@transaction.atomic
def activate(contractor: Contractor, *, by: User) -> Contractor:
    """«Включить»: it can be given requests again; its people are let in one by one, as some may have left.

    Raises DomainError if it is at work already or another one has its ИНН by now.
    """
    contractor = Contractor.objects.select_for_update().get(pk=contractor.pk)
    if contractor.is_active:
        raise DomainError("Подрядчик уже работает.")
    reason = contractor.deactivation_reason
    contractor.is_active, contractor.deactivated_at, contractor.deactivation_reason = True, None, ""
    _save(contractor)
    record(
        action="company.activate_contractor",
        obj=contractor,
        by=by,
        changes={"is_active": [False, True], "deactivation_reason": [reason, ""]},
    )
    return contractor


def filled(contractor: Contractor, details: Details) -> Contractor:
    """The contractor with what was typed, each value in its one spelling; nothing is saved."""
    for name in FIELDS:
        value = getattr(details, name)
        setattr(contractor, name, value.strip() if isinstance(value, str) else value)
    for name in _NUMBERS:
        setattr(contractor, name, requisites.digits_only(getattr(contractor, name)).upper())
    contractor.short_name = " ".join(contractor.short_name.split())
    contractor.kind = ContractorKind(contractor.kind)
    return contractor


def _write(contractor: Contractor, details: Details, request_types: Collection[RequestType]) -> None:
    filled(contractor, details)
    if not request_types:
        raise DomainError(
            "Отметьте хотя бы один тип заявок: иначе диспетчер никогда не увидит этого подрядчика.",
            field="request_types",
        )
    _save(contractor)
    contractor.request_types.set(request_types)


def _save(contractor: Contractor) -> None:
    for field, message in faults(contractor).items():
        raise DomainError(message, field=field)
    try:
        with transaction.atomic():
            contractor.save()
    except IntegrityError:  # another one with this ИНН in the same moment
        raise DomainError("Подрядчик с этим ИНН уже есть в списке.", field="inn") from None


def _names(request_types: Collection[RequestType]) -> str:
    return ", ".join(sorted(str(one) for one in request_types))

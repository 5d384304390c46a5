"""Changing what a request says of itself; its status has functions of its own in `moves`."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.company.models import Employee
from crm.dispatch.domain import deadlines, executors, steps
from crm.dispatch.domain.requests import clean_text
from crm.dispatch.enums import Deed, Priority
from crm.dispatch.models import Request
from crm.request_types.models import RequestType
from identity.models import User
from tenants.errors import DomainError


class _Kept:
    """Says «as it is»."""


KEPT: Any = _Kept()


@dataclass(frozen=True)
class Change:
    """What becomes of a request; `KEPT` stays as it is."""

    text: str = KEPT
    type: RequestType | None = KEPT
    priority: Priority = KEPT
    is_paid: bool = KEPT
    price: Decimal | None = KEPT
    expected_at: datetime | None = KEPT
    responsible: Employee | None = KEPT


@transaction.atomic
def change_request(request: Request, change: Change, *, by: User | None, version: int | None = None) -> Request:
    """Write the change and a step with what was before; nothing if nothing changes.

    Raises DomainError for a type that is switched off or that its executors do not do, an expected date that is over,
    a price of what is free, a responsible who has left.
    """
    request = steps.locked(request, version=version)
    changes: dict[str, list[Any]] = {}
    for name in (field.name for field in fields(Change)):
        after, before = getattr(change, name), getattr(request, name)
        if after is KEPT or after == before:
            continue
        _CHECKS.get(name, _fine)(request, after)
        changes[name] = [_words(request, name), None]
        setattr(request, name, clean_text(after) if name == "text" else after)
        changes[name][1] = _words(request, name)
    if not request.is_paid and request.price is not None:
        if "price" in changes and "is_paid" not in changes:
            raise DomainError("Сначала отметьте заявку платной.", field="price")
        changes["price"] = [_words(request, "price"), None]
        request.price = None
    if not changes:
        return request
    if "expected_at" in changes and request.expected_at and request.told_at is None:
        request.told_at = timezone.now()
    if request.is_open and not request.postponed_until and {"type", "priority"} & changes.keys():
        deadlines.reckon(request)
    steps.keep(request, Deed.CHANGED, by=by, changes=changes)
    return request


@transaction.atomic
def localise(request: Request, *, by: User | None, version: int | None = None) -> Request:
    """The emergency is shut in: water no longer flows (ПП РФ 416, п. 13: within 30 minutes). Said once."""
    request = steps.locked(request, version=version)
    if not request.is_open:
        raise DomainError(f"{request} уже закрыта.")
    if request.localised_at is not None:
        raise DomainError("Уже отмечено, что авария локализована.")
    request.localised_at = timezone.now()
    steps.keep(request, Deed.LOCALISED, by=by)
    return request


def _words(request: Request, name: str) -> Any:
    value = getattr(request, name)
    if name == "priority":
        return Priority(value).label
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value if value is None or isinstance(value, bool) else str(value)


def _type_fits(request: Request, kind: RequestType | None) -> None:
    if kind is None:
        return
    if not kind.is_active:
        raise DomainError(f"Тип «{kind}» отключён: выберите другой.", field="type")
    executors.refuse_unfit_hands(request, kind)


def _date_to_come(request: Request, moment: datetime | None) -> None:
    if moment is not None and moment < timezone.now():
        raise DomainError("Ожидаемая дата уже прошла: укажите будущую.", field="expected_at")


def _works_here(request: Request, employee: Employee | None) -> None:
    if employee is not None and not employee.user.is_active:
        raise DomainError(f"{employee} больше не работает: выберите другого.", field="responsible")


def _not_negative(request: Request, price: Decimal | None) -> None:
    if price is not None and price < 0:
        raise DomainError("Сумма не может быть меньше нуля.", field="price")


def _fine(request: Request, value: Any) -> None:
    """Nothing to say against it."""


_CHECKS: dict[str, Callable[[Request, Any], None]] = {
    "type": _type_fits,
    "expected_at": _date_to_come,
    "responsible": _works_here,
    "price": _not_negative,
}

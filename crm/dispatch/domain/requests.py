"""Opening requests."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain import assignment, calls, deadlines, steps
from crm.dispatch.domain.calls import LONGEST_TEXT, Call
from crm.dispatch.domain.numbering import next_number
from crm.dispatch.enums import Deed, Place, Priority, Source
from crm.dispatch.models import Outage, Request
from crm.request_types.models import RequestType
from identity.models import User
from tenants.errors import DomainError


@transaction.atomic
def open_request(
    *,
    house: House,
    text: str,
    source: Source,
    by: User | None,
    call: Call | None = None,
    place: Place = Place.FLAT,
    entrance: int | None = None,
    type: RequestType | None = None,
    priority: Priority = Priority.NORMAL,
    expected_at: datetime | None = None,
    outage: Outage | None = None,
) -> Request:
    """Write down a request and its first call under one number.

    Raises DomainError if it says nothing, if the account is of another house or closed, if the type is switched off,
    if the expected date is over. Source: manual, section 6, «Создание заявки».
    """
    call = call or Call()
    request = Request(
        house=house, account=call.account if place == Place.FLAT else None, place=place, entrance=entrance,
        text=clean_text(text), type=type, priority=priority, source=source, created_by=by, expected_at=expected_at,
        outage=outage, created_at=timezone.now(),
    )  # fmt: skip
    calls.refuse_foreign(call.account, house)
    if type is not None and not type.is_active:
        raise DomainError(f"Тип «{type}» отключён: выберите другой.", field="type")
    if expected_at is not None and expected_at < request.created_at:
        raise DomainError("Ожидаемая дата уже прошла: укажите будущую.", field="expected_at")
    if expected_at is not None:
        request.told_at = request.created_at
    deadlines.reckon(request)
    request.number = next_number()
    request.save()
    calls.write_down(request, call, number=request.number, source=source, by=by)
    steps.write(request, Deed.OPENED, by=by)
    assignment.apply_rules(request)
    return request


def clean_text(text: str) -> str:
    """What the request says. Raises DomainError if nothing, or too much."""
    text = text.strip()
    if not text:
        raise DomainError("Напишите, что случилось.", field="text")
    if len(text) > LONGEST_TEXT:
        raise DomainError(f"Слишком длинно: не больше {LONGEST_TEXT} знаков.", field="text")
    return text

"""The list of SMS as a spreadsheet; taking it away is itself an entry of the journal."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone

from crm.accounting.models import House
from crm.journal.domain.entries import record_export
from crm.sms import rights
from files import spreadsheets
from identity.models import User
from sms.models import Message

HEADINGS = (
    "Когда", "Кому", "Дом", "Повод", "Что именно", "Кто отправил", "Текст", "Частей", "Базовая цена, ₽", "Наценка, ₽",
    "Итого, ₽", "Состояние", "С какого времени",
    "Чем", "Оператор номера", "Алфавит", "Номер у сервиса",
)  # fmt: skip
_CHUNK = 2_000


def export(found: QuerySet[Message], *, form: str, filters: dict[str, str], by: User) -> HttpResponseBase:
    """The messages found. Sums stand only where something was charged, so that columns add up to what was paid.

    Raises DomainError if they are too many for XLSX.
    """
    count = found.count()
    spreadsheets.refuse_too_long(form, count)
    with transaction.atomic():
        record_export(action=rights.EXPORT_SMS, what=Message, by=by, rows=count, filters=filters, form=form.upper())
    # The lines are made when the request's own schema and zone are no longer set.
    houses = {house.pk: str(house) for house in House.objects.all()}
    rows = _rows(found, houses, timezone.get_current_timezone())
    return spreadsheets.as_file(form, name=f"sms-{timezone.localdate():%Y-%m-%d}", headings=HEADINGS, rows=rows)


def _rows(found: QuerySet[Message], houses: dict[int, str], zone: tzinfo) -> Iterator[list[Any]]:
    for message in found.iterator(chunk_size=_CHUNK):
        paid = message.charge_id is not None
        yield [
            timezone.localtime(message.created_at, zone), "" if message.erased_at else message.phone,
            houses.get(message.house or 0, ""), message.get_cause_display(), message.reference, message.by_name,
            message.text, message.segments, *((message.base, message.markup, message.total) if paid else ("",) * 3),
            message.get_state_display(), timezone.localtime(message.state_at, zone),
            message.get_medium_display(), message.get_operator_display(), message.get_encoding_display(),
            message.their_id,
        ]  # fmt: skip

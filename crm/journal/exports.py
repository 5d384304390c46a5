"""The journal as a spreadsheet: what is filtered, row by row; taking it away is itself an entry."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone

from crm.journal.domain.entries import record_export
from crm.journal.domain.showing import Shown, show
from crm.journal.listening import JOURNAL
from crm.journal.models import Entry
from files import spreadsheets
from identity.models import User

HEADINGS = (
    "Когда", "Кто", "Действие", "Вид действия", "Вид объекта", "Номер объекта", "Объект", "Что изменилось",
    "Через что", "Адрес", "Устройство", "Номер запроса",
)  # fmt: skip
_CHUNK = 2_000


def export(found: QuerySet[Entry], *, form: str, filters: dict[str, str], by: User) -> HttpResponseBase:
    """The entries found up to this moment as CSV or XLSX. Raises DomainError if they are too many for XLSX."""
    upto = Entry.objects.aggregate(Max("pk"))["pk__max"] or 0
    found = found.filter(pk__lte=upto)
    count = found.count()
    spreadsheets.refuse_too_long(form, count)
    with transaction.atomic():
        record_export(action=JOURNAL, what=Entry, by=by, rows=count, filters=filters, form=form.upper())
    # The lines are made when the request's own zone is no longer set.
    rows = _rows(found, timezone.get_current_timezone())
    name = f"zhurnal-{timezone.localdate():%Y-%m-%d}"
    return spreadsheets.as_file(form, name=name, headings=HEADINGS, rows=rows)


def _rows(found: QuerySet[Entry], zone: tzinfo) -> Iterator[list[Any]]:
    for shown in show(found.iterator(chunk_size=_CHUNK), zone=zone):
        entry = shown.entry
        yield [
            timezone.localtime(entry.at, zone), shown.who, shown.act, shown.kind, shown.object_name, entry.object_id,
            entry.object_text, _told(shown), entry.get_channel_display() if entry.channel else "",
            entry.address or "", shown.device, entry.request_id,
        ]  # fmt: skip


def _told(shown: Shown) -> str:
    return "; ".join(f"{change.label}: {change.before} → {change.after}" for change in shown.changes)

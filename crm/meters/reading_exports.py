"""Readings as files: in the form of a profile, row by row; every one is written into the journal."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.journal.domain.entries import record_export
from crm.meters import acts, rights
from crm.meters.domain import history, windows
from crm.meters.domain.collection import phones_of
from crm.meters.domain.consumption import consumption
from crm.meters.domain.pasts import Past, pasts_of
from crm.meters.domain.profiles import COLUMNS, ENCODINGS
from crm.meters.domain.values import as_text
from crm.meters.models import ExportProfile, MeterEvent, Reading
from crm.rights.domain.rows import within
from files import spreadsheets
from files.spreadsheets import safe_cell
from identity.models import User
from tenants.errors import DomainError
from tenants.replica import replica

_CHUNK = 2_000
_PAST = {"previous", "used"}
HISTORY_HEADINGS = (
    "Когда", "Что", "Дом, квартира", "Л.С", "Прибор", "Номер прибора", "Что изменилось", "Кто", "Откуда",
)  # fmt: skip
MISSING_HEADINGS = ("Дом", "Квартира", "Л.С", "Собственник", "Телефоны", "Нет показаний")


def readings_of(month: date, house: House | None, *, user: User) -> QuerySet[Reading]:
    """The current readings of a month that the person sees, in the order of houses and flats."""
    readings = within(Reading.objects.filter(month=month, is_current=True), rights.SEE_READINGS, user=user)
    readings = readings.filter(meter__account__isnull=False)
    if house:
        readings = readings.filter(meter__account__house=house)
    return readings.select_related("meter__account__house").order_by(
        "meter__account__house__address_key", "meter__account__flat_key", "meter__account_id", "meter__resource", "pk"
    )


def export_readings(profile: ExportProfile, month: date, house: House | None, *, by: User) -> HttpResponseBase:
    """«Экспортировать показания»: a CSV as the accountant's program wants it; streams."""
    found = readings_of(month, house, user=by)
    filters = {"За месяц": windows.month_words(month), **({"Дом": str(house)} if house else {})}
    record_export(
        action=acts.EXPORT_READINGS, what=Reading, by=by, rows=found.count(), filters=filters, form=profile.name
    )
    charset = profile.encoding if profile.encoding in ENCODINGS else "utf-8"
    response = StreamingHttpResponse(
        lines(profile, found.using(replica())), content_type=f"text/csv; charset={charset.replace('-sig', '')}"
    )
    response["Content-Disposition"] = f'attachment; filename="pokazaniya-{month:%Y-%m}.csv"'
    return response


def lines(profile: ExportProfile, readings: QuerySet[Reading]) -> Iterator[bytes]:
    """The file of a profile, line by line."""
    writer: Any = csv.writer(_Echo(), delimiter=profile.delimiter, lineterminator="\r\n")
    mark = "\ufeff".encode() if profile.encoding.endswith("-sig") else b""
    encode = _encoder(profile.encoding)
    yield mark + encode(writer.writerow([COLUMNS[name] for name in profile.columns]))
    needs_past = bool(_PAST & set(profile.columns))
    found = readings.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(found, _CHUNK)):
        pasts = pasts_of({one.meter_id: one.month for one in chunk}) if needs_past else {}
        for reading in chunk:
            cells = _cells(reading, pasts.get(reading.meter_id, Past()), profile.decimal)
            yield encode(writer.writerow([cells[name]() for name in profile.columns]))


def export_history(found: QuerySet[MeterEvent], *, form: str, filters: dict[str, str], by: User) -> HttpResponseBase:
    """What is filtered, as XLSX or CSV. Raises DomainError if it is too much for XLSX."""
    count = found.count()
    if form == spreadsheets.XLSX and count > spreadsheets.MOST_XLSX_ROWS:
        raise DomainError(f"В XLSX помещается до {spreadsheets.MOST_XLSX_ROWS} строк, а нашлось {count}: берите CSV.")
    record_export(action=acts.EXPORT_HISTORY, what=MeterEvent, by=by, rows=count, filters=filters, form=form.upper())
    zone = timezone.get_current_timezone()  # the lines are made when the request's own zone is no longer set
    events = found.using(replica()).iterator(chunk_size=_CHUNK)
    rows = (
        [
            timezone.localtime(one.event.at, zone), one.deed, one.place,
            one.event.meter.account.number if one.event.meter.account else "",
            one.event.meter.get_resource_display(), one.event.meter.number,
            "; ".join(f"{label}: {before} → {after}" for label, before, after in one.changes), one.who,
            one.event.get_source_display(),
        ]
        for one in history.in_words(events)
    )  # fmt: skip
    name = f"istoriya-pokazaniy-{windows.today():%Y-%m-%d}"
    return spreadsheets.as_file(form, name=name, headings=HISTORY_HEADINGS, rows=rows)


def export_missing(
    accounts: QuerySet[Account], month: date, house: House | None, *, form: str, by: User
) -> HttpResponseBase:
    """Who has not handed in, with phones: to be called."""
    filters = {"За месяц": windows.month_words(month), **({"Дом": str(house)} if house else {})}
    record_export(
        action=acts.EXPORT_DEBTORS, what=Account, by=by, rows=accounts.count(), filters=filters, form=form.upper()
    )
    rows = (
        [
            account.house.address, account.flat, account.number, account.owner, "; ".join(phones_of(account)),
            ", ".join(str(meter) for meter in account.missing_meters),  # type: ignore[attr-defined]  # prefetched
        ]
        for account in accounts.using(replica()).iterator(chunk_size=_CHUNK)
    )  # fmt: skip
    return spreadsheets.as_file(form, name=f"ne-peredali-{month:%Y-%m}", headings=MISSING_HEADINGS, rows=rows)


class _Echo:
    """csv writes into it and gets the line back."""

    def write(self, line: str) -> str:
        return line


def _encoder(encoding: str) -> Callable[[str], bytes]:
    plain = encoding.removesuffix("-sig")
    return lambda line: line.encode(plain, errors="replace")


def _cells(reading: Reading, past: Past, decimal: str) -> dict[str, Callable[[], str]]:
    """Column → what makes its cell: only those that the profile has are made."""
    meter, account, before = reading.meter, reading.meter.account, past.before
    if account is None:
        raise ValueError("A meter of a house among those of flats")  # readings_of asks for none
    return {
        "number": lambda: _text(account.number),
        "address": lambda: _text(account.house.address),
        "city": lambda: _text(account.house.city),
        "flat": lambda: _text(account.flat),
        "owner": lambda: _text(account.owner),
        "resource": meter.get_resource_display,
        "meter": lambda: _text(meter.number),
        "place": lambda: _text(meter.place),
        "value": lambda: _value(reading.value, decimal),
        "value_2": lambda: _value(reading.value_2, decimal),
        "value_3": lambda: _value(reading.value_3, decimal),
        "taken_on": lambda: f"{reading.taken_on:%d.%m.%Y}",
        "month": lambda: f"{reading.month:%m.%Y}",
        "next_verification_on": lambda: f"{meter.next_verification_on:%d.%m.%Y}" if meter.next_verification_on else "",
        "previous": lambda: " / ".join(_value(value, decimal) for value in before.values) if before else "",
        "used": lambda: _used(reading, before, decimal),
        "source": reading.get_source_display,
    }


def _used(reading: Reading, before: Reading | None, decimal: str) -> str:
    if before is None or len(before.values) != len(reading.values):
        return ""
    used = consumption(reading.values, before.values, limit=reading.meter.limit)
    return " / ".join(_value(value, decimal) for value in used)


def _value(value: Any, decimal: str) -> str:
    return "" if value is None else as_text(value, decimal=decimal)


def _text(value: str) -> str:
    return safe_cell(value)

"""`data.xlsx`: what a person wants to read of a company, streamed row by row."""

import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tenants.archive import registry
from tenants.archive.format import Writer
from tenants.archive.registry import Sheet
from tenants.context import in_schema
from tenants.models import Tenant

MEMBER = "data.xlsx"
MOST_ROWS = 1_000_000  # of one sheet; Excel opens 1 048 576
_CHUNK = 2_000
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write(tenant: Tenant, archive: Writer) -> None:
    """Write the workbook into the archive."""
    book = Workbook(write_only=True)
    for sheet in registry.sheets():
        with in_schema("public" if sheet.in_public else tenant.schema_name):
            _write_sheet(book, sheet, tenant)
    if not book.worksheets:
        book.create_sheet("Пусто")
    with tempfile.TemporaryFile() as kept:
        book.save(kept)
        kept.seek(0)
        archive.copy(MEMBER, kept, packed=False)


def _write_sheet(book: Workbook, sheet: Sheet, tenant: Tenant) -> None:
    found = sheet.rows(tenant)
    fields = [_field(found, path) for path in sheet.columns]
    headings = [given or str(field.verbose_name) for given, field in zip(sheet.columns.values(), fields, strict=True)]
    readers = [_reader(field, tenant) for field in fields]
    page = None
    for number, row in enumerate(found.values_list(*sheet.columns).iterator(chunk_size=_CHUNK)):
        if page is None or number % MOST_ROWS == 0:
            page = _page(book, sheet.title, headings, part=number // MOST_ROWS + 1)
        page.append([_cell(page, read(value)) for read, value in zip(readers, row, strict=True)])
    if page is None:
        _page(book, sheet.title, headings, part=1)


def _page(book: Workbook, title: str, headings: list[str], *, part: int) -> Any:
    name = _SHEET_FORBIDDEN.sub(" ", title)[:25]
    page = book.create_sheet(name if part == 1 else f"{name} ({part})")
    page.freeze_panes = "A2"
    for number, heading in enumerate(headings, 1):
        page.column_dimensions[get_column_letter(number)].width = min(max(len(heading) + 4, 14), 40)
    page.append(list(_heading_cells(page, headings)))
    return page


def _heading_cells(page: Any, headings: list[str]) -> Iterator[WriteOnlyCell]:
    for heading in headings:
        cell = WriteOnlyCell(page, heading[:1].upper() + heading[1:])
        cell.font = Font(bold=True)
        yield cell


def _field(rows: models.QuerySet[Any], path: str) -> models.Field[Any, Any]:
    """The field at the end of a path such as house__street, or of what the query computes under that name."""
    if computed := rows.query.annotations.get(path):
        return computed.output_field
    *way, last = path.split(LOOKUP_SEP)
    model: type[models.Model] = rows.model
    for step in way:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]  # a path of relations
    return model._meta.get_field(last)  # type: ignore[return-value]  # a path ends at a column


def _reader(field: models.Field[Any, Any], tenant: Tenant) -> Callable[[Any], Any]:
    """How a value of the field is shown: words for choices, the company's own clock for moments."""
    if field.choices:
        words = dict(field.flatchoices)
        return lambda value: str(words.get(value, value)) if value is not None else None
    if isinstance(field, models.BooleanField):
        return {True: "да", False: "нет"}.get
    if isinstance(field, models.DateTimeField):
        zone = ZoneInfo(tenant.time_zone)
        return lambda value: value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value
    if isinstance(field, models.JSONField):
        return lambda value: str(value) if value not in (None, {}, []) else None
    return lambda value: value


def _cell(page: Any, value: Any) -> Any:
    """Text stays text: what begins with «=» is no formula."""
    if not isinstance(value, str):
        return value
    value = _FORBIDDEN.sub("", value)
    if not value.startswith("="):
        return value
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    return cell

"""Accounts as a spreadsheet with the import's own columns: what is exported can be loaded back."""

import csv
from collections import OrderedDict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.mixins import Echo

from crm.accounting import acts
from crm.accounting.models import Account
from crm.imports.domain.cells import safe_cell
from crm.journal.domain.entries import record_export
from tenants.replica import replica

COLUMNS = OrderedDict(
    number="Л.С",
    balance="Баланс",
    last_name="Фамилия",
    first_name="Имя",
    patronymic="Отчество",
    flat="Квартира",
    house__address="Дом",
    house__city="Город",
    house__region="Регион",
    area="Площадь",
    kind_name="Вид помещения",
    state="Состояние",
)
_CHUNK = 2_000


class AccountsExportMixin:
    """XLSX and CSV of a list of accounts: rows stream, leading zeros stay, no cell can act as a formula."""

    request: HttpRequest
    is_export: bool

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:  # before Wagtail's context, which would count the rows by loading them all
            found = self.get_queryset()  # type: ignore[attr-defined]  # a mixin of Wagtail's views
            record_export(
                action=acts.EXPORT_ACCOUNTS, what=Account, by=request.user, rows=found.count(),  # type: ignore[arg-type]  # staff
                filters=self._asked(), form=request.GET["export"].upper(),
            )  # fmt: skip
            rows = found.using(replica())
            return self.as_spreadsheet(rows, request.GET["export"])  # type: ignore[attr-defined]  # the same
        return super().get(request, *args, **kwargs)  # type: ignore[misc]  # a mixin of Wagtail's views

    def _asked(self) -> dict[str, str]:
        """Label → value of the filters and the search, for the journal."""
        form = self.filters.form if self.filters else None  # type: ignore[attr-defined]  # a mixin of Wagtail's views
        told = {}
        if form and form.is_valid():
            for name, value in form.cleaned_data.items():
                if value:
                    told[str(form.fields[name].label)] = _in_words(form.fields[name], value)
        return {**told, "Поиск": self.search_query} if self.search_query else told  # type: ignore[attr-defined]  # the same

    def to_row_dict(self, item: Account) -> "OrderedDict[str, Any]":
        house = item.house
        state = "Действует" if item.is_active else f"Отключён с {item.closed_on:%d.%m.%Y}"
        values = [
            item.number, item.balance, item.last_name, item.first_name, item.patronymic, item.flat,
            house.address, house.city, house.region, item.area, item.get_kind_display(), state,
        ]  # fmt: skip
        return OrderedDict(zip(COLUMNS, values, strict=True))

    def get_heading(self, queryset: QuerySet[Account], field: str) -> str:
        return COLUMNS[field]

    def stream_csv(self, queryset: QuerySet[Account]) -> Iterator[bytes]:
        """For Excel on a Russian Windows: semicolons, decimal comma, UTF-8 with a mark."""
        writer = csv.writer(Echo(), delimiter=";")
        yield "\ufeff".encode() + writer.writerow(COLUMNS.values())
        for account in queryset.iterator(chunk_size=_CHUNK):
            yield writer.writerow([_csv_cell(value) for value in self.to_row_dict(account).values()])

    def write_xlsx(self, queryset: QuerySet[Account], output: Any) -> None:
        super().write_xlsx(_Streamed(queryset), output)  # type: ignore[misc]  # a mixin of Wagtail's views

    def generate_xlsx_row(self, worksheet: Any, row_dict: Any, date_format: str | None = None) -> Iterator[Any]:
        for cell in super().generate_xlsx_row(worksheet, row_dict, date_format):  # type: ignore[misc]  # a mixin of Wagtail's views
            if cell.data_type == "s":
                cell.number_format = "@"  # text stays text when somebody edits it
            yield cell


class _Streamed:
    """A queryset whose iteration keeps no rows."""

    def __init__(self, queryset: QuerySet[Account]) -> None:
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self) -> Iterator[Account]:
        return self.queryset.iterator(chunk_size=_CHUNK)


def _in_words(field: Any, value: Any) -> str:
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())} if value is not None else {}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in values)


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return safe_cell(str(value))

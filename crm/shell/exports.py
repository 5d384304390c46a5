"""A list of the CRM as a spreadsheet: XLSX or CSV of what is filtered, row by row, written into the journal."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.widgets.button import Button

from crm.journal.domain.entries import record_export
from crm.journal.filters import form_in_words
from files import spreadsheets
from identity.proof import require_fresh_proof
from tenants.errors import DomainError
from tenants.replica import replica

CHUNK = 2_000  # rows that are in memory at once


class ListExportMixin:
    """For a list view, before Wagtail's: the export of what the list shows by its filters, search and rights.

    Set `export_act`, `export_headings`, `export_filename` and `export_rows`. Rows stream, so the length of a list
    costs time and not memory. Who takes personal data away proves first who they are.
    """

    FORMATS = tuple(spreadsheets.FORMS)
    export_act: str
    export_headings: Sequence[str]
    export_filename: str
    model: type[Model]
    request: HttpRequest
    is_export: bool

    def export_rows(self, found: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        """The lines of the table; ask for rows by `found.iterator(chunk_size=CHUNK)`."""
        raise NotImplementedError  # each list says it

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:  # before Wagtail's context, which would count the rows by loading them all
            return require_fresh_proof(self._export)(request)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]  # a mixin of Wagtail's views

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """CSV for old programs, behind Wagtail's two."""
        buttons: list[Button] = list(super().header_more_buttons)  # type: ignore[misc]  # the same
        url = self.get_export_url(spreadsheets.CSV_1251)  # type: ignore[attr-defined]  # the same
        return [*buttons, Button("CSV для старых программ (Windows-1251)", url, icon_name="download", priority=110)]

    def asked_in_words(self) -> dict[str, str]:
        """Label → value of the filters and the search, for the journal."""
        told = filters_in_words(self.filters)  # type: ignore[attr-defined]  # the same
        return {**told, "Поиск": self.search_query} if self.search_query else told  # type: ignore[attr-defined]  # the same

    def _export(self, request: HttpRequest) -> HttpResponseBase:
        found = self.get_queryset().using(replica())  # type: ignore[attr-defined]  # the same
        form, count = request.GET["export"], found.count()
        try:
            spreadsheets.refuse_too_long(form, count, narrow="отбор")
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self._back())
        with transaction.atomic():
            record_export(
                action=self.export_act, what=self.model, by=request.user, rows=count, filters=self.asked_in_words(),  # type: ignore[arg-type]  # staff
                form=spreadsheets.FORMS[form],
            )  # fmt: skip
        name = f"{self.export_filename}-{timezone.localdate():%Y-%m-%d}"
        rows = self.export_rows(found)
        return spreadsheets.as_file(form, name=name, headings=self.export_headings, rows=rows)

    def _back(self) -> str:
        """The list with the same filters."""
        asked = self.request.GET.copy()
        asked.pop("export")
        return f"{self.request.path}?{asked.urlencode()}"


def filters_in_words(filters: Any) -> dict[str, str]:
    """Label → value of what was chosen in a set of filters."""
    form = filters.form if filters else None
    return form_in_words(form) if form is not None else {}

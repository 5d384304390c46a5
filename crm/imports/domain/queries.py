"""Reads of import runs."""

from django.db.models import QuerySet

from crm.imports.models import ImportRun


def runs_of_kinds(kinds: list[str]) -> QuerySet[ImportRun]:
    """Runs of these kinds, newest first, with who uploaded them, without their reports."""
    return ImportRun.objects.filter(kind__in=kinds).select_related("created_by").defer("report", "options")


def find_run(pk: int) -> ImportRun | None:
    """One run, or None."""
    return ImportRun.objects.select_related("created_by").filter(pk=pk).first()

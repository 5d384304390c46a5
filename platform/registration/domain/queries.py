"""Reads of applications that more than one caller needs."""

from django.db.models import QuerySet

from registration.models import Application


def applications() -> QuerySet[Application]:
    """Applications with what lists and pages show beside them, the latest first."""
    return Application.objects.select_related("settlement__region__district", "tenant")

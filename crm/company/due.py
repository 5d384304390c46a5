"""Contracts that end, for «Дедлайн»."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from crm.company import rights
from crm.company.models import Contractor
from crm.shell.due import MOST, Due, DueSource, register
from identity.models import User


def _rows(user: User, until: date) -> Iterable[Due]:
    found = Contractor.objects.filter(is_active=True, valid_until__lte=until).order_by("valid_until", "short_name")
    for contractor in found[:MOST]:
        if contractor.valid_until is not None:
            url = reverse("contractors:edit", args=[contractor.pk])
            detail = f"№ {contractor.contract_number}" if contractor.contract_number else ""
            yield Due(contractor.valid_until, f"Срок договора: {contractor}", url, detail=detail)


def register_source() -> None:
    """Put contracts onto «Дедлайн»."""
    register(DueSource("contracts", 30, "Договор", rights.MANAGE_CONTRACTORS, _rows))

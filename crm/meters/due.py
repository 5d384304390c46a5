"""Verifications of the company's own meters, for «Дедлайн»: those of flats are the residents' care."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from crm.meters import rights
from crm.meters.models import Meter
from crm.rights.domain.rows import within
from crm.shell.due import MOST, Due, DueSource, register
from identity.models import User


def _rows(user: User, until: date) -> Iterable[Due]:
    own = within(Meter.objects.filter(house__isnull=False), rights.SEE_METERS, user=user)
    found = own.filter(is_active=True, next_verification_on__lte=until).select_related("house")
    for meter in found.order_by("next_verification_on", "pk")[:MOST]:
        if meter.next_verification_on is not None:
            url = reverse("house_meters:inspect", args=[meter.pk])
            yield Due(meter.next_verification_on, f"Поверка: {meter}", url, detail=str(meter.house))


def register_source() -> None:
    """Put verifications onto «Дедлайн»."""
    register(DueSource("verifications", 20, "Прибор", rights.EDIT_METERS, _rows))

"""Reads that more than one caller needs, or that reach beyond this package."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from crm.rights.models import Access
from identity.domain import handover
from identity.domain.central import Entrance
from registration.models import Application
from tenants.context import speaking_for


def applications() -> QuerySet[Application]:
    """Applications with what lists and pages show beside them, the latest first."""
    return Application.objects.select_related("settlement__region__district", "tenant")


@dataclass(frozen=True)
class Door:
    """A company on the page where one of several is chosen."""

    company: str
    city: str
    role: str
    choice: str


def doors(entrances: Iterable[Entrance]) -> list[Door]:
    """What the person sees of each company that may be entered."""
    return [
        Door(entrance.tenant.short_name, entrance.tenant.city, _role(entrance), handover.choice(entrance))
        for entrance in entrances
    ]


def _role(entrance: Entrance) -> str:
    with speaking_for(entrance.tenant):
        access = Access.objects.filter(user_id=entrance.user.pk).first()
    return f"сотрудник, {access.get_role_display().lower()}" if access else "житель"

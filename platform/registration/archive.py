"""The application by which a company came, with the consent that was given: it goes where the company goes."""

from collections.abc import Iterator
from typing import Any

from places.models import Settlement
from registration.models import Application, HistoryLine
from tenants.archive.format import Manifest
from tenants.archive.registry import Part
from tenants.archive.registry import register as register_in_archive
from tenants.errors import DomainError
from tenants.models import Tenant

_TOLD = (
    "token", "state", "short_name", "full_name", "kind", "inn", "kpp", "ogrn", "flats", "last_name", "first_name",
    "patronymic", "phone", "email", "question", "decline_reason", "consent_version", "consent_sha256", "ip",
    "user_agent", "created_at",
)  # fmt: skip


def _rows(tenant: Tenant) -> Iterator[dict[str, Any]]:
    for application in Application.objects.filter(tenant=tenant).select_related("settlement__region"):
        place = application.settlement
        yield {
            **{name: getattr(application, name) for name in _TOLD},
            "settlement": [place.region.code, place.name, place.kind],
            "history": list(application.history.order_by("id").values("at", "act", "text", "changes")),
        }


def _facts(tenant: Tenant) -> dict[str, Any]:
    return {
        "applications": Application.objects.filter(tenant=tenant).count(),
        "history": HistoryLine.objects.filter(application__tenant=tenant).count(),
    }


def _restore(tenant: Tenant, told: Iterator[dict[str, Any]], _: Manifest) -> None:
    """Raises DomainError if the directory of places here has not the settlement."""
    if Application.objects.filter(tenant=tenant).exists():
        return
    for row in told:
        history, place = row.pop("history"), row.pop("settlement")
        region, name, kind = place
        settlement = Settlement.objects.filter(region__code=region, name=name, kind=kind).first()
        if settlement is None:
            raise DomainError(f"В справочнике нет населённого пункта «{name}» (регион {region}): сначала добавьте его.")
        application = Application(tenant=tenant, settlement=settlement, **row)
        application.save_base(raw=True)  # raw: with the times that it had
        for line in history:
            HistoryLine(application=application, **line).save_base(raw=True)


APPLICATION = Part(code="application", rows=_rows, restore=_restore, facts=_facts)


def register() -> None:
    """Add the application to archives."""
    register_in_archive(APPLICATION)

"""The last step of a move: what stays behind is closed, and visitors are sent after the company."""

from pathlib import Path

from django.db import transaction

from tenants.archive import registry
from tenants.archive.format import Reader
from tenants.archive.restoring import differences
from tenants.context import base_url
from tenants.domain import lifecycle
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Tenant


@transaction.atomic
def depart(tenant: Tenant, path: Path, *, to: str) -> Tenant:
    """Close a company that has been restored elsewhere from the archive `path`; `to` is its new address.

    Raises DomainError unless the archive was made read-only and nothing has changed since, to the last row, file and
    kopeck. Its schema and files stay until somebody drops them.
    """
    tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
    with Reader(path) as archive:
        manifest = archive.manifest
    if not tenant.read_only_since or not manifest.read_only:
        raise DomainError("Архив сделан, пока в компанию писали. Закройте её для записи и сделайте архив ещё раз.")
    if changed := differences(path, tenant):
        raise DomainError(f"После архива изменилось: {'; '.join(changed[:5])}. Сделайте архив ещё раз.")
    for part in registry.parts():
        if part.depart:
            part.depart(tenant, manifest, to)
    tenant.moved_to = "" if to.rstrip("/") == base_url(tenant) else to.rstrip("/")
    tenant.save(update_fields=["moved_to"])
    return lifecycle.move(tenant, to=State.ARCHIVED, reason=f"Переехала: {to}")

"""Moves of a tenant between its states; the database refuses any other."""

from django.db import transaction
from django.utils import timezone

from tenants.enums import MOVES, State
from tenants.errors import DomainError
from tenants.models import Tenant


@transaction.atomic
def move(tenant: Tenant, *, to: State, reason: str = "") -> Tenant:
    """Move a tenant to another state and keep why and since when.

    Raises DomainError if there is no such move.
    """
    tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
    if (tenant.state, to) not in MOVES:
        raise DomainError(f"Компания сейчас в состоянии «{tenant.get_state_display()}»: так её перевести нельзя.")
    tenant.state = to
    tenant.state_reason = reason
    tenant.state_changed_at = timezone.now()
    tenant.save(update_fields=["state", "state_reason", "state_changed_at"])
    return tenant

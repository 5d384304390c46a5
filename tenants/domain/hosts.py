"""Which tenant answers under a host: asked at every request, so kept in the process's memory for seconds.

A change is announced to every process at once (`tenants.changes`); the lifetimes are for a word that got lost.
"""

import time
from dataclasses import dataclass

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from tenants import changes
from tenants.models import Domain, Tenant

LIFETIME = 60.0  # seconds, while this process hears announcements
LIFETIME_ALONE = 5.0  # seconds, while it does not
LIMIT = 10_000  # hosts kept; unknown hosts are never kept, so strangers cannot fill it


@dataclass(frozen=True)
class Host:
    """A known host: the tenant behind it and the tenant's primary host."""

    tenant: Tenant
    primary: str


_known: dict[str, tuple[float, Host]] = {}


def resolve(host: str) -> Host | None:
    """The tenant of a host, or None. The connection must be at the public schema when the memory has no answer."""
    kept = _known.get(host)
    now = time.monotonic()
    if kept and now - kept[0] < (LIFETIME if changes.in_touch() else LIFETIME_ALONE):
        return kept[1]
    before = changes.turn()
    domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    if domain is None:
        _known.pop(host, None)
        return None
    tenant = domain.tenant
    primary = host if domain.is_primary else str(tenant.domains.get(is_primary=True).domain)
    found = Host(tenant=tenant, primary=primary)
    if len(_known) >= LIMIT:
        _known.clear()
    if before == changes.turn():  # else it may have changed while it was read
        _known[host] = (now, found)
    return found


def forget(schema: str = changes.EVERYBODY) -> None:
    """Forget the hosts of a tenant in this process."""
    for host, (_, known) in _known.copy().items():
        if schema in {changes.EVERYBODY, known.tenant.schema_name}:
            _known.pop(host, None)


changes.on_change(forget)


@receiver([post_save, post_delete], sender=Tenant, dispatch_uid="tenants.forget_hosts_of_tenant")
def announce_tenant(instance: Tenant, **_: object) -> None:
    """A tenant's state or name changed."""
    changes.announce(instance.schema_name)


@receiver([post_save, post_delete], sender=Domain, dispatch_uid="tenants.forget_hosts_of_domain")
def announce_domain(**_: object) -> None:
    """An address came, went or changed hands: rare, so that all are told, also of whose it was before."""
    changes.announce()

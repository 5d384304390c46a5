"""For which tenant the current code speaks."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django_tenants.utils import get_public_schema_name, schema_context, tenant_context

from tenants.connection import connection
from tenants.models import Tenant

__all__ = [
    "base_url",
    "current_tenant",
    "home_host",
    "host_of",
    "in_schema",
    "office_url",
    "on_platform",
    "origin_of",
    "speaking_for",
]

in_schema = schema_context


def on_platform() -> bool:
    """True while the code speaks for Бурмистр itself and not for a tenant."""
    return bool(connection.schema_name == get_public_schema_name())


def current_tenant() -> Tenant:
    """The tenant of the current connection. Raises LookupError on the platform's side."""
    if on_platform():
        raise LookupError("No tenant: the connection is at the public schema.")
    tenant = connection.tenant
    if not isinstance(tenant, Tenant):  # schema_context knows only the name
        tenant = Tenant.objects.get(schema_name=connection.schema_name)
        connection.tenant = tenant
    return tenant


@contextmanager
def speaking_for(tenant: Tenant) -> Iterator[Tenant]:
    """Run the block in the tenant's schema."""
    with tenant_context(tenant):
        yield tenant


def host_of(tenant: Tenant) -> str:
    """The primary host of a tenant, without port."""
    return str(tenant.domains.get(is_primary=True).domain)


def home_host(tenant: Tenant) -> str:
    """The host that the platform gave to a tenant: it stays, whatever domains come and go."""
    return f"{tenant.slug}.{settings.TENANT_BASE_HOST}"


def origin_of(host: str) -> str:
    """Scheme, host and port under which a host of ours answers, without a slash at the end."""
    return f"{settings.SITE_SCHEME}://{host}{settings.SITE_PORT_SUFFIX}"


def office_url(tenant: Tenant) -> str:
    """Where a company's office answers whatever becomes of its own domain."""
    return origin_of(home_host(tenant))


def base_url(tenant: Tenant | None = None) -> str:
    """Scheme, host and port under which the platform (no tenant) or a tenant answers, without a slash at the end."""
    host = host_of(tenant) if tenant else settings.PLATFORM_HOST
    return origin_of(host)

"""Making a tenant: steps that can each be repeated, in an order, with progress that an operator sees."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from tenants import tasks
from tenants.context import in_schema, speaking_for
from tenants.domain import lifecycle, template
from tenants.enums import State
from tenants.models import Domain, Tenant

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """One step. `run` is idempotent and gets the tenant with the connection in its schema."""

    code: str
    label: str
    order: int
    run: Callable[[Tenant], None]


_steps: dict[str, Step] = {}


def register(step: Step) -> None:
    """Add a step; upper packages call this when the app is ready."""
    _steps[step.code] = step


def steps() -> list[Step]:
    """All steps in the order in which they run."""
    return sorted(_steps.values(), key=lambda step: step.order)


def schema_name_for(slug: str) -> str:
    """The schema of a tenant: prefixed, so that no slug can be a schema of PostgreSQL or ours."""
    return "uk_" + slug.replace("-", "_")


@transaction.atomic
def begin(tenant: Tenant) -> Tenant:
    """Save a new tenant in state «provisioning» with its domain, and make the rest in Celery after the commit."""
    tenant.schema_name = schema_name_for(tenant.slug)
    tenant.state = State.PROVISIONING
    tenant.full_clean()
    tenant.save()
    Domain.objects.create(tenant=tenant, domain=f"{tenant.slug}.{settings.TENANT_BASE_HOST}", is_primary=True)
    transaction.on_commit(lambda: tasks.provision.delay(tenant.pk))
    return tenant


def provision(tenant_id: int) -> Tenant:
    """Run the steps that are not done yet, then open the tenant. Safe to call again after a crash at any point.

    An error is kept on the tenant for the operator and raised on, so that the task is tried again.
    """
    with in_schema("public"):
        tenant = Tenant.objects.get(pk=tenant_id)
    if tenant.state != State.PROVISIONING:
        return tenant
    try:
        tenant.schema_fingerprint = template.make_schema(tenant.schema_name)
        _keep_progress(tenant, "schema")
        for step in steps():
            if step.code in tenant.steps_done:
                continue
            with speaking_for(tenant), transaction.atomic():
                step.run(tenant)
            _keep_progress(tenant, step.code)
    except Exception as error:
        log.exception("Provisioning of %s stopped", tenant.schema_name)
        with in_schema("public"):
            Tenant.objects.filter(pk=tenant.pk).update(provisioning_error=f"{type(error).__name__}: {error}"[:2000])
        raise
    with in_schema("public"):
        return lifecycle.move(tenant, to=State.ACTIVE)


def _keep_progress(tenant: Tenant, step: str) -> None:
    if step not in tenant.steps_done:
        tenant.steps_done.append(step)
    tenant.provisioning_error = ""
    with in_schema("public"):
        tenant.save(update_fields=["steps_done", "schema_fingerprint", "provisioning_error"])

"""Celery tasks speak for the tenant that sent them."""

from typing import Any

from celery import Task, shared_task
from celery.signals import before_task_publish
from django_tenants.utils import get_public_schema_name, schema_context

from tenants.connection import connection

HEADER = "tenant_schema"


@before_task_publish.connect(dispatch_uid="tenants.carry_schema")
def carry_schema(headers: dict[str, Any] | None = None, **_: object) -> None:
    """Put the sender's schema into the message."""
    if headers is not None:
        headers.setdefault(HEADER, connection.schema_name)


class TenantTask(Task):
    """A task runs in the schema from which it was sent; beat sends from `public`."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        schema = getattr(self.request, HEADER, None) or connection.schema_name or get_public_schema_name()
        with schema_context(schema):
            return super().__call__(*args, **kwargs)


@shared_task(name="tenants.provision", autoretry_for=(Exception,), max_retries=5, retry_backoff=2)
def provision(tenant_id: int) -> None:
    """Make or go on making a tenant; safe to repeat."""
    from tenants.domain import provisioning  # noqa: PLC0415  app ready: this module is imported from apps.py

    provisioning.provision(tenant_id)

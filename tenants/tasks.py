"""Celery tasks speak for the tenant that sent them."""

from collections.abc import Collection
from typing import Any, NoReturn

from celery import Task, shared_task
from celery.exceptions import Retry
from celery.signals import before_task_publish
from django.db import InternalError
from django_tenants.utils import get_public_schema_name, schema_context

from tenants.connection import connection
from tenants.enums import OPEN
from tenants.errors import is_read_only
from tenants.models import Tenant

HEADER = "tenant_schema"
READ_ONLY_PAUSE = 30  # seconds until a task asks a company again that is read-only while it moves
READ_ONLY_TRIES = 120
MAINTENANCE_PAUSE = 60  # seconds until a task asks again a company that is in maintenance


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
            if _in_maintenance(schema):
                self._wait()
            try:
                return super().__call__(*args, **kwargs)
            except InternalError as error:
                if not is_read_only(error):
                    raise
                raise self.retry(exc=error, countdown=READ_ONLY_PAUSE, max_retries=READ_ONLY_TRIES) from error

    def _wait(self) -> NoReturn:
        """Come again for as long as it takes. No try is counted: those are for the task's own failures."""
        if not self.request.is_eager:
            again = self.signature_from_request(countdown=MAINTENANCE_PAUSE, retries=self.request.retries)
            again.apply_async()
        raise Retry("The company is in maintenance", when=MAINTENANCE_PAUSE)


def send_to_each_open(task: Task, *, zones: Collection[str] | None = None) -> None:
    """Send `task` once for each company that can be entered, speaking for it; one that fails holds up no other.

    With `zones`, only for companies of these time zones.
    """
    found = Tenant.objects.filter(state__in=OPEN)
    if zones is not None:
        found = found.filter(time_zone__in=zones)
    schemas = found.values_list("schema_name", flat=True)
    for schema in schemas.iterator(chunk_size=500):
        with schema_context(schema):
            task.delay()


def _in_maintenance(schema: str) -> bool:
    if schema == get_public_schema_name():
        return False
    return Tenant.objects.filter(schema_name=schema, maintenance_since__isnull=False).exists()


@shared_task(
    name="tenants.provision", title="Создание компании", autoretry_for=(Exception,), max_retries=5, retry_backoff=2
)
def provision(tenant_id: int) -> None:
    """Make or go on making a tenant; safe to repeat."""
    from tenants.domain import provisioning  # noqa: PLC0415  app ready: this module is imported from apps.py

    provisioning.provision(tenant_id)


@shared_task(name="tenants.migrate", title="Обновление компании")
def migrate(tenant_id: int) -> None:
    """Migrate a company once more; safe to repeat. What it comes to stands on «Обновления»."""
    from tenants.domain import rollout  # noqa: PLC0415  leaf: tasks are named by domain code

    rollout.repeat(tenant_id)

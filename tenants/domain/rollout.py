"""Migrations over many tenants: the first ring, then the rest side by side; who fails goes into maintenance.

Each company is one transaction in a process of its own, so it stands at the old schema or at the new one and never
between. What is done is read from the database, so a run that was killed goes on when it is started again.
"""

import logging
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from time import monotonic
from typing import Any

from django.db import OperationalError, connections
from django.db.models import Q, QuerySet
from django.utils import timezone

from tenants import events
from tenants.connection import connection
from tenants.context import in_schema
from tenants.domain import template
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Tenant

log = logging.getLogger(__name__)

_LOCK = 0x6D696772  # "migr": the first half of our advisory locks' keys
_TRIES = 3  # for a table that others hold longer than template.LOCK_PATIENCE
_LOCKED_OUT = {"55P03", "40P01"}  # lock_not_available, deadlock_detected


@dataclass(frozen=True)
class Report:
    """What a run came to: the companies that it touched, and how many it did not start with."""

    tenants: list[Tenant]
    not_started: int = 0

    @property
    def failed(self) -> list[Tenant]:
        """Those that are in maintenance now."""
        return [tenant for tenant in self.tenants if tenant.maintenance_since]


def behind() -> QuerySet[Tenant]:
    """Companies that do not stand at this code's migrations, or whose last migration failed; the first ring first.

    One query by two indexes, however many companies there are. What moved away is left as it is.
    """
    here = template.migrations_fingerprint()
    elsewhere = Q(schema_fingerprint__gt="", schema_fingerprint__lt=here) | Q(schema_fingerprint__gt=here)
    moved = Q(state=State.ARCHIVED, read_only_since__isnull=False)
    failed = Q(maintenance_since__isnull=False)
    return Tenant.objects.filter(elsewhere | failed).exclude(moved).order_by("-first_ring", "pk")


def roll_out(*, workers: int, past_ring: bool = False) -> Report:
    """Migrate every company that is behind, `workers` at a time.

    If one of the first ring fails, the rest is not started unless `past_ring`. Upper packages are told of failures.
    """
    waiting = list(behind().values_list("pk", "first_ring"))
    ring = [pk for pk, first in waiting if first]
    rest = [pk for pk, first in waiting if not first]
    _migrate_side_by_side(ring, workers=workers)
    if ring and not past_ring and Tenant.objects.filter(pk__in=ring, maintenance_since__isnull=False).exists():
        report = Report(_touched(ring), not_started=len(rest))
    else:
        _migrate_side_by_side(rest, workers=workers)
        report = Report(_touched(ring + rest))
    if report.failed:
        for told, error in events.updates_failed.send_robust(sender=Report, report=report):
            if isinstance(error, Exception):  # the report stands all the same
                log.error("%s could not tell of failed updates", told, exc_info=error)
    return report


def repeat(tenant_id: int) -> Tenant:
    """Migrate one company once more, and end its maintenance if that succeeds.

    Raises DomainError in a process with older code than the one that the service is being moved to.
    """
    if not template.is_newest_code():
        raise DomainError("Обновление сервиса ещё идёт, здесь работает прежняя версия. Повторите позже.")
    return migrate_tenant(tenant_id)


def migrate_tenant(tenant_id: int) -> Tenant:
    """Bring one company up to date and keep what it came to: at the new schema and working, or in maintenance.

    Waits for whoever is at the same company. Safe to repeat; does nothing if there is nothing to do.
    """
    with in_schema("public"):
        schema = Tenant.objects.values_list("schema_name", flat=True).get(pk=tenant_id)
        with alone_at(schema):
            tenant = Tenant.objects.get(pk=tenant_id)
            if tenant.schema_fingerprint == template.migrations_fingerprint() and not tenant.maintenance_since:
                return tenant
            started = monotonic()
            try:
                _migrate(tenant)
            except Exception as error:
                log.exception("Migration of %s failed", schema)
                return _keep(tenant, error=_in_short(error), seconds=monotonic() - started)
            return _keep(tenant, seconds=monotonic() - started)


@contextmanager
def first_template_beside() -> Iterator[None]:
    """On the first start, migrate the template in a process of its own for the length of the block.

    Nearly all of that time Django reckons what the models were at each step, for `public` and for the template alike:
    on two cores the first start takes half. What fails here is tried again by `template.migrate_template`, which says
    why.
    """
    if template.is_there():
        yield
        return
    process = _fork(_migrate_first_template, name="migrate template")
    try:
        yield
    finally:
        process.join()


def _migrate_first_template() -> None:
    with alone_at(template.TEMPLATE_SCHEMA):
        template.migrate_whole(template.TEMPLATE_SCHEMA)


@contextmanager
def alone_at(schema: str) -> Iterator[None]:
    """Wait until nobody else migrates this schema, and let nobody else for the length of the block.

    The lock has a connection and a transaction of its own: it ends with this process, stands while the migration
    commits, and holds behind a pooler as well.
    """
    guard = connection.copy()
    try:
        guard.set_autocommit(False)
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, schema])
        yield
    finally:
        guard.close()


def _migrate(tenant: Tenant) -> None:
    if tenant.read_only_since:
        raise DomainError("Компания открыта только для чтения. Откройте её для записи и повторите.")
    for left in reversed(range(_TRIES)):
        try:
            template.migrate_whole(tenant.schema_name)
            return
        except OperationalError as error:
            if not left or getattr(error.__cause__, "pgcode", None) not in _LOCKED_OUT:
                raise


def _keep(tenant: Tenant, *, seconds: float, error: str = "") -> Tenant:
    now = timezone.now()
    if not error:
        tenant.schema_fingerprint = template.migrations_fingerprint()
    tenant.maintenance_since = (tenant.maintenance_since or now) if error else None
    tenant.maintenance_reason = error
    tenant.migrated_at, tenant.migration_seconds = now, seconds
    tenant.save(  # not update(): every process must hear of it
        update_fields=[
            "schema_fingerprint", "maintenance_since", "maintenance_reason", "migrated_at", "migration_seconds",
        ]
    )  # fmt: skip
    return tenant


def _in_short(error: BaseException) -> str:
    """The first line only: what PostgreSQL adds below may quote a row, which is the company's own."""
    said = str(error).strip().partition("\n")[0]
    return said if isinstance(error, DomainError) else f"{type(error).__name__}: {said}"[:2000]


def _touched(tenants: list[int]) -> list[Tenant]:
    return list(Tenant.objects.filter(pk__in=tenants).order_by("-first_ring", "schema_name")) if tenants else []


def _migrate_side_by_side(tenants: Iterable[int], *, workers: int) -> None:
    """A process for each company: Django's migrations keep state by process, and one that dies is one company.

    Forked, as the code is loaded already: some milliseconds instead of seconds.
    """
    running: dict[Any, tuple[int, ForkProcess]] = {}
    for pk in tenants:
        if len(running) >= workers:
            _settle(running)
        process = _fork(migrate_tenant, pk, name=f"migrate {pk}")
        running[process.sentinel] = (pk, process)
    while running:
        _settle(running)


def _fork(work: Callable[..., object], *arguments: object, name: str) -> ForkProcess:
    connections.close_all()  # a connection must not be shared with a child
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments, name=name)
    process.start()
    return process


def _settle(running: dict[Any, tuple[int, ForkProcess]]) -> None:
    """Wait for those that end first; a process that died could not say so itself."""
    for sentinel in wait(list(running)):
        pk, process = running.pop(sentinel)
        process.join()
        if process.exitcode:
            tenant = Tenant.objects.get(pk=pk)
            _keep(tenant, error=f"Процесс, который обновлял компанию, прервался (код {process.exitcode}).", seconds=0)

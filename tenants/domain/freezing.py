"""Read-only for some minutes: a company's pages go on being read while its archive is made and carried over.

The database holds it, not the code: a trigger on every table refuses each write, whoever comes with it, a web process
that has not heard yet or a task that was under way. Putting the triggers on waits for those who are writing at that
moment, so afterwards nothing of theirs can be missing in an archive.
"""

from django.db import OperationalError, transaction
from django.utils import timezone

from tenants.connection import connection
from tenants.domain import schema_script
from tenants.domain.schema_script import READ_ONLY_TRIGGER
from tenants.enums import OPEN
from tenants.errors import DomainError
from tenants.models import Tenant

PICTURES = ("wagtailimages_rendition",)  # sizes of a picture that a reader's page makes when it is first shown
_staying = {"django_session", "identity_session"}  # by which one is let in here and nowhere else
_PATIENCE = "15s"


def stay(*tables: str) -> None:
    """Name tables whose rows belong to this installation, such as keys to it: never carried, written all the while."""
    _staying.update(tables)


def staying() -> frozenset[str]:
    """Tables whose rows are in no archive."""
    return frozenset(_staying)


def still_written() -> frozenset[str]:
    """Tables that a company goes on writing while it is read-only."""
    return staying() | frozenset(PICTURES)


@transaction.atomic
def freeze(tenant: Tenant) -> Tenant:
    """Refuse every write in the company's schema from now on. Does nothing if it is read-only already.

    Raises DomainError if something goes on writing for too long, or if the company does not work at all.
    """
    tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
    if tenant.state not in OPEN:
        raise DomainError(f"Компания в состоянии «{tenant.get_state_display()}»: закрывать для записи нечего.")
    if tenant.read_only_since:
        return tenant
    tables = _tables(tenant)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(";".join(_trigger(table) for table in tables))
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        raise DomainError("В компании идёт долгая запись, например загрузка файла. Повторите через минуту.") from error
    tenant.read_only_since = timezone.now()
    tenant.save(update_fields=["read_only_since"])
    return tenant


@transaction.atomic
def thaw(tenant: Tenant) -> Tenant:
    """Let the company be written again. Does nothing if it is not read-only."""
    tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
    drops = [f"DROP TRIGGER IF EXISTS {READ_ONLY_TRIGGER} ON {table}" for table in _tables(tenant)]
    if tenant.read_only_since and drops:
        with connection.cursor() as cursor:
            cursor.execute(";".join(drops))
    tenant.read_only_since = None
    tenant.save(update_fields=["read_only_since"])
    return tenant


def _tables(tenant: Tenant) -> list[str]:
    names = [name for name in schema_script.tables_of(tenant.schema_name) if name not in still_written()]
    return [schema_script.full_name(tenant.schema_name, name) for name in names]


def _trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER {READ_ONLY_TRIGGER} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION public.tenants_refuse_write()"
    )

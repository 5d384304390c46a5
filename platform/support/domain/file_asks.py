"""«Помогите загрузить», the platform's side: what waits for an operator, and closing it.

What becomes of the file and of the company's own rows is decided in `crm.imports.domain` (asking, answering).
"""

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from identity.models import User
from support.models import FileAsk
from tenants.context import current_tenant, in_schema
from tenants.errors import DomainError
from tenants.models import Tenant


@transaction.atomic
def ask(*, run_id: int, what: str, file_name: str, message: str, by: User) -> FileAsk:
    """Put a file of the company that speaks before the operators. Raises DomainError if it waits there already."""
    tenant = current_tenant()
    with in_schema("public"):
        try:
            with transaction.atomic():
                return FileAsk.objects.create(
                    tenant=tenant, run_id=run_id, asked_by_id=by.pk, what=what, file_name=file_name, message=message
                )
        except IntegrityError:
            raise DomainError("Об этом файле вы уже попросили. Ответ придёт письмом и будет здесь.") from None


@transaction.atomic
def withdraw(*, run_id: int) -> None:
    """The company that speaks needs no help with the file any more: operators see it no longer."""
    tenant = current_tenant()
    with in_schema("public"):
        FileAsk.objects.filter(tenant=tenant, run_id=run_id, closed_at=None).update(closed_at=timezone.now())


@transaction.atomic
def keep_only(run_ids: set[int]) -> set[int]:
    """Withdraw the asks of the company that speaks about any other file; of which of these somebody asks already."""
    tenant = current_tenant()
    with in_schema("public"):
        waiting_of(tenant).exclude(run_id__in=run_ids).update(closed_at=timezone.now())
        return set(waiting_of(tenant).values_list("run_id", flat=True))


def close_all(tenant: Tenant) -> None:
    """The company has left: operators of this installation see none of its files."""
    waiting_of(tenant).update(closed_at=timezone.now())


def waiting_of(tenant: Tenant) -> QuerySet[FileAsk]:
    """What a company waits for."""
    return FileAsk.objects.filter(tenant=tenant, closed_at=None)


def close(file_ask: FileAsk, *, answer: str, by: User) -> None:
    """Close an ask that `locked` gave, with the answer."""
    file_ask.answer, file_ask.answered_by, file_ask.closed_at = answer, by, timezone.now()
    file_ask.save(update_fields=["answer", "answered_by", "closed_at"])


def locked(pk: int) -> FileAsk:
    """The ask, held until the transaction ends. Raises DomainError if it waits no longer."""
    found = FileAsk.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=pk)
    if not found.is_waiting:
        raise DomainError(f"Эта просьба закрыта: {found.state.lower()}.")
    return found


def asks() -> QuerySet[FileAsk]:
    """All asks as operators see them: those that wait first, the longest waiting on top."""
    return FileAsk.objects.select_related("tenant", "answered_by").order_by(F("closed_at").desc(nulls_first=True), "pk")

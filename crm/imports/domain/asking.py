"""«Помогите загрузить»: a file that will not load is put before the operators of Бурмистр, and taken back."""

from django.db import transaction
from django.utils import timezone

from crm.imports.domain import runs
from crm.imports.domain.letting_go import let_go, waits_for_help
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.imports.registry import importer
from crm.journal.domain.entries import record
from identity.models import User
from support.domain import file_asks
from tenants.errors import DomainError

MAX_MESSAGE = 1000


def may_ask(run: ImportRun) -> bool:
    """True for a file that was read, is not loaded, and of which nobody asks yet."""
    return run.status in (Status.CHECKED, Status.FAILED) and bool(run.file) and not waits_for_help(run)


@transaction.atomic
def ask_help(run: ImportRun, *, message: str, by: User) -> ImportRun:
    """Let an operator of Бурмистр see the file until the answer. An earlier answer gives way to the one to come.

    Raises DomainError if the file is not one that waits for a person, or is asked about already.
    """
    run = runs.locked(run)
    if not may_ask(run):
        raise DomainError("Попросить можно о файле, который проверен и ещё не загружен.")
    run.help_asked_at, run.help_answer = timezone.now(), ""
    run.save(update_fields=["help_asked_at", "help_answer"])
    file_asks.ask(
        run_id=run.pk,
        what=importer(run.kind).title,
        file_name=run.file_name,
        message=message.strip()[:MAX_MESSAGE],
        by=by,
    )
    record(action=f"imports.ask_help_{run.kind}", obj=run, by=by)
    return run


@transaction.atomic
def take_back(run: ImportRun, *, by: User) -> ImportRun:
    """The help is not needed: the operator sees the file no longer. Raises DomainError if nothing was asked."""
    run = runs.locked(run)
    if not waits_for_help(run):
        raise DomainError("Ответ уже пришёл, или о помощи не просили.")
    let_go(run)
    run.save(update_fields=["help_asked_at"])
    record(action=f"imports.take_back_{run.kind}", obj=run, by=by)
    return run

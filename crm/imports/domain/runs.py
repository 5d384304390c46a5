"""A run of an import from the upload to its end. Each state change is one function; two are done by workers.

Whoever checks or loads holds the run's row locked until it ends: a second worker, a double click and a task that
the broker delivers again find it locked and go away, and a killed worker frees it.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from crm.imports import tasks
from crm.imports.domain import engine, progress
from crm.imports.domain.layouts import UnmatchedError
from crm.imports.domain.letting_go import let_go
from crm.imports.domain.reading import is_book
from crm.imports.domain.refusals import RefusedRows
from crm.imports.domain.rows import Result, Told
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.imports.registry import goes_by_rows, importer, is_undoable
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 50 * 1024 * 1024
_UNEXPECTED = "Что-то пошло не так, и ничего не загружено. Попробуйте ещё раз; если повторится — напишите нам."


@transaction.atomic
def upload(*, kind: str, file: UploadedFile, options: dict[str, Any], by: User) -> ImportRun:
    """Keep the file and send it to be checked. Raises DomainError if it is empty or too big."""
    if not file.size:
        raise DomainError("Файл пуст. Проверьте, тот ли файл выбран.", field="file")
    if file.size > MAX_FILE_BYTES:
        raise DomainError(f"Файл больше {MAX_FILE_BYTES // 2**20} МБ. Разделите его на части.", field="file")
    run = ImportRun(kind=kind, file_name=(file.name or "файл.csv")[-200:], options=options, created_by=by)
    run.file.save(f"imports/{kind}.{'xlsx' if is_book(file) else 'csv'}", file, save=False)
    run.save()
    record(action=f"imports.upload_{kind}", obj=run, by=by)
    send(tasks.check, run)
    return run


@transaction.atomic
def confirm(run: ImportRun, *, by: User) -> ImportRun:
    """«Загрузить»: send a checked file to be loaded. Raises DomainError if a row is refused or nothing would change."""
    run = locked(run)
    if run.status != Status.CHECKED:
        raise DomainError("Загрузить можно только проверенный файл.")
    if run.refused:
        raise DomainError("Часть строк с ошибками. Исправьте их в файле и загрузите файл снова.")
    if run.questions:
        raise DomainError("Сначала ответьте на вопрос о файле: он на этой странице.")
    if not run.may_load:
        raise DomainError("В файле нет ничего нового: загружать нечего.")
    if goes_by_rows(importer(run.kind)) and run.created_by_id != by.pk:
        raise DomainError(
            f"Этот файл проверен с правами другого сотрудника ({run.created_by}). Загрузите его под своим именем."
        )
    let_go(run)
    move(run, Status.LOADING)
    record(action=f"imports.confirm_{run.kind}", obj=run, by=by)
    send(tasks.load, run)
    return run


@transaction.atomic
def restart(run: ImportRun, *, by: User) -> ImportRun:
    """Check again what was checked or failed; go on with what a killed worker left. Nothing is done twice."""
    run = locked(run)
    if run.status == Status.LOADING:
        send(tasks.load, run)
    elif run.status == Status.UNDOING:
        send(tasks.undo, run)
    elif run.status in (Status.UPLOADED, Status.CHECKING):
        send(tasks.check, run)
    elif run.status in (Status.CHECKED, Status.FAILED):
        move(run, Status.CHECKING)
        send(tasks.check, run)
    else:
        raise DomainError("Эта загрузка уже закончена.")
    record(action=f"imports.restart_{run.kind}", obj=run, by=by)
    return run


@transaction.atomic
def cancel(run: ImportRun, *, by: User) -> ImportRun:
    """Give up a file that is not loaded. Raises DomainError if it is in work or loaded."""
    run = locked(run)
    if run.status not in (Status.UPLOADED, Status.CHECKED, Status.FAILED):
        raise DomainError("Отменить можно только то, что ещё не загружается.")
    let_go(run)
    move(run, Status.CANCELLED)
    record(action=f"imports.cancel_{run.kind}", obj=run, by=by)
    return run


def check(run_id: int) -> None:
    """Dry run: what the file would do, and every refused cell. Safe to call again; called by a worker."""
    try:
        with transaction.atomic():
            run = taken(run_id)
            if run is None or run.status not in (Status.UPLOADED, Status.CHECKING):
                return
            if run.status == Status.UPLOADED:
                move(run, Status.CHECKING)
            run.started_at = timezone.now()
            _check(run)
    except Exception as error:
        fail(run_id, error, while_in=Status.CHECKING)
    finally:
        progress.forget(run_id)


def load(run_id: int) -> None:
    """Load a confirmed file in one transaction. Safe to call again; called by a worker."""
    try:
        with transaction.atomic():
            run = taken(run_id)
            if run is None or run.status != Status.LOADING:
                return
            run.started_at = timezone.now()
            meter = progress.Meter(run.pk, run.file.size)
            is_traced = is_undoable(importer(run.kind))
            with speaking_for_run(run, by=run.created_by, is_traced=is_traced), run.file.open("rb") as file:
                result = engine.load(
                    file.file,
                    importer(run.kind)(run.options),
                    told=Told.of(run.options),
                    by=run.created_by,
                    tell=lambda rows, at: meter.tell(rows=rows, position=at),
                )
            by_house = {name: run.report.get(name) for name in ("groups", "more_groups")}  # as it was foretold
            _keep(run, result)
            run.report |= by_house
            move(run, Status.DONE)
            counts = {"added": [0, run.added], "changed": [0, run.changed]}
            record(action=f"imports.load_{run.kind}", obj=run, by=run.created_by, changes=counts)
    except Exception as error:
        fail(run_id, error, while_in=Status.LOADING)
    finally:
        progress.forget(run_id)


def is_worked_on(run: ImportRun) -> bool:
    """True while a worker holds the run; a run in work that nobody holds waits for one or lost it."""
    with transaction.atomic():
        return not ImportRun.objects.select_for_update(skip_locked=True).filter(pk=run.pk).exists()


def _check(run: ImportRun) -> None:
    meter = progress.Meter(run.pk, run.file.size)
    with (
        run.file.open("rb") as file,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as refusals,
    ):
        result = engine.check(
            file.file,
            importer(run.kind)(run.options),
            told=Told.of(run.options),
            by=run.created_by,
            refusals=RefusedRows(refusals),
            tell=lambda rows, at: meter.tell(rows=rows, position=at),
        )
        if run.refusals:
            run.refusals.delete(save=False)
        if result.refused:
            refusals.flush()
            run.refusals.save(f"imports/{run.kind}-refused.csv", File(refusals.buffer), save=False)  # type: ignore[arg-type]  # bytes
    _keep(run, result)
    move(run, Status.CHECKED)


def _keep(run: ImportRun, result: Result) -> None:
    run.total, run.refused, run.unchanged = result.total, result.refused, result.unchanged
    run.added, run.changed = result.comparison.added, result.comparison.changed + result.comparison.beyond
    run.skipped = result.comparison.skipped
    run.questions = len(result.comparison.questions)
    run.report, run.error = result.as_report(), ""


@contextmanager
def speaking_for_run(run: ImportRun, *, by: User, is_traced: bool = False) -> Iterator[None]:
    """Tell the database for whom it writes meanwhile: its triggers keep who and from which file.

    `is_traced`: the tables note what happens to their rows, so that it can be undone.
    """
    traced = run.pk if is_traced else ""
    _tell_database(import_run=run.pk, person=by.pk, traced_run=traced)
    yield
    _tell_database(import_run="", person="", traced_run="")  # after an error the transaction forgets by itself


def _tell_database(**settings: object) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [f"burmistr.{name}", str(value)])


def move(run: ImportRun, status: Status) -> None:
    """Set the status; the database refuses a move that is not in `enums.MOVES`."""
    is_undo = bool({Status.UNDOING, Status.UNDONE} & {run.status, status})
    run.status = status
    if not is_undo:  # when the load ended stays
        run.finished_at = timezone.now() if status in (Status.DONE, Status.FAILED, Status.CANCELLED) else None
    run.save()


def why_stopped(run_id: int, error: Exception) -> str:
    """What the person is told; what we did not foresee goes into the log."""
    if isinstance(error, DomainError):
        return str(error)
    log.exception("Import run %s stopped", run_id, exc_info=error)
    return _UNEXPECTED


def fail(run_id: int, error: Exception, *, while_in: Status) -> None:
    """End a run that could not go on, with the reason."""
    message = why_stopped(run_id, error)
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.status == Status.UPLOADED:
            move(run, Status.CHECKING)
        if run.status == while_in:
            run.error = message
            if isinstance(error, UnmatchedError):
                run.report = {"layout": error.layout.as_report() if error.layout else {}, "source": error.source}
            move(run, Status.FAILED)


def taken(run_id: int) -> ImportRun | None:
    """The run, held until the transaction ends; None if another worker holds it."""
    return ImportRun.objects.select_for_update(skip_locked=True).filter(pk=run_id).first()


def locked(run: ImportRun) -> ImportRun:
    """The run as it is now, held until the transaction ends. Raises DomainError if a worker holds it."""
    try:
        with transaction.atomic():
            return ImportRun.objects.select_for_update(nowait=True).get(pk=run.pk)
    except OperationalError:
        raise DomainError("Файл сейчас в работе. Подождите немного.") from None


def send(task: Any, run: ImportRun) -> None:
    """Give the run to a worker when this transaction is through."""
    transaction.on_commit(lambda: task.delay(run.pk))

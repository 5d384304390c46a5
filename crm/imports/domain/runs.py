"""A run of an import from the upload to its end. Each state change is one function; two are done by workers.

Whoever checks or loads holds the run's row locked until it ends: a second worker, a double click and a task that
the broker delivers again find it locked and go away, and a killed worker frees it.
"""

import logging
import tempfile
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, transaction
from django.utils import timezone

from crm.imports import tasks
from crm.imports.domain import engine, progress
from crm.imports.enums import Status
from crm.imports.models import ImportRun
from crm.imports.registry import goes_by_rows, importer
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
    run.file.save(f"imports/{kind}.csv", file, save=False)
    run.save()
    record(action=f"imports.upload_{kind}", obj=run, by=by)
    _send(tasks.check, run)
    return run


@transaction.atomic
def confirm(run: ImportRun, *, by: User) -> ImportRun:
    """«Загрузить»: send a checked file to be loaded. Raises DomainError if a row is refused or nothing would change."""
    run = _locked(run)
    if run.status != Status.CHECKED:
        raise DomainError("Загрузить можно только проверенный файл.")
    if run.refused:
        raise DomainError("Часть строк с ошибками. Исправьте их в файле и загрузите файл снова.")
    if not run.may_load:
        raise DomainError("В файле нет ничего нового: загружать нечего.")
    if goes_by_rows(importer(run.kind)) and run.created_by_id != by.pk:
        raise DomainError(
            f"Этот файл проверен с правами другого сотрудника ({run.created_by}). Загрузите его под своим именем."
        )
    _move(run, Status.LOADING)
    record(action=f"imports.confirm_{run.kind}", obj=run, by=by)
    _send(tasks.load, run)
    return run


@transaction.atomic
def restart(run: ImportRun, *, by: User) -> ImportRun:
    """Check again what was checked or failed; go on with what a killed worker left. Nothing is done twice."""
    run = _locked(run)
    if run.status == Status.LOADING:
        _send(tasks.load, run)
    elif run.status in (Status.UPLOADED, Status.CHECKING):
        _send(tasks.check, run)
    elif run.status in (Status.CHECKED, Status.FAILED):
        _move(run, Status.CHECKING)
        _send(tasks.check, run)
    else:
        raise DomainError("Эта загрузка уже закончена.")
    record(action=f"imports.restart_{run.kind}", obj=run, by=by)
    return run


@transaction.atomic
def cancel(run: ImportRun, *, by: User) -> ImportRun:
    """Give up a file that is not loaded. Raises DomainError if it is in work or loaded."""
    run = _locked(run)
    if run.status not in (Status.UPLOADED, Status.CHECKED, Status.FAILED):
        raise DomainError("Отменить можно только то, что ещё не загружается.")
    _move(run, Status.CANCELLED)
    record(action=f"imports.cancel_{run.kind}", obj=run, by=by)
    return run


def check(run_id: int) -> None:
    """Dry run: what the file would do, and every refused cell. Safe to call again; called by a worker."""
    try:
        with transaction.atomic():
            run = _taken(run_id)
            if run is None or run.status not in (Status.UPLOADED, Status.CHECKING):
                return
            if run.status == Status.UPLOADED:
                _move(run, Status.CHECKING)
            run.started_at = timezone.now()
            _check(run)
    except Exception as error:
        _fail(run_id, error, while_in=Status.CHECKING)
    finally:
        progress.forget(run_id)


def load(run_id: int) -> None:
    """Load a confirmed file in one transaction. Safe to call again; called by a worker."""
    try:
        with transaction.atomic():
            run = _taken(run_id)
            if run is None or run.status != Status.LOADING:
                return
            run.started_at = timezone.now()
            meter = progress.Meter(run.pk, run.file.size)
            with run.file.open("rb") as file:
                result = engine.load(
                    file.file,
                    importer(run.kind)(run.options),
                    by=run.created_by,
                    tell=lambda rows, at: meter.tell(rows=rows, position=at),
                )
            _keep(run, result)
            _move(run, Status.DONE)
            counts = {"added": [0, run.added], "changed": [0, run.changed]}
            record(action=f"imports.load_{run.kind}", obj=run, by=run.created_by, changes=counts)
    except Exception as error:
        _fail(run_id, error, while_in=Status.LOADING)
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
        tempfile.TemporaryFile("w+", encoding="utf-8-sig", newline="") as refusals,
    ):
        refusals.write("Строка;Колонка;Что в ячейке;Что не так и как исправить\r\n")
        result = engine.check(
            file.file,
            importer(run.kind)(run.options),
            by=run.created_by,
            refusals=refusals,
            tell=lambda rows, at: meter.tell(rows=rows, position=at),
        )
        if run.refusals:
            run.refusals.delete(save=False)
        if result.refused:
            refusals.flush()
            run.refusals.save(f"imports/{run.kind}-refused.csv", File(refusals.buffer), save=False)  # type: ignore[arg-type]  # bytes
    _keep(run, result)
    _move(run, Status.CHECKED)


def _keep(run: ImportRun, result: engine.Result) -> None:
    run.total, run.refused, run.unchanged = result.total, result.refused, result.unchanged
    run.added, run.changed = result.comparison.added, result.comparison.changed
    run.skipped = result.comparison.skipped
    run.report, run.error = result.as_report(), ""


def _move(run: ImportRun, status: Status) -> None:
    run.status = status
    run.finished_at = timezone.now() if status in (Status.DONE, Status.FAILED, Status.CANCELLED) else None
    run.save()


def _fail(run_id: int, error: Exception, *, while_in: Status) -> None:
    message = str(error)
    if not isinstance(error, DomainError):
        log.exception("Import run %s stopped", run_id, exc_info=error)
        message = _UNEXPECTED
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.status == Status.UPLOADED:
            _move(run, Status.CHECKING)
        if run.status == while_in:
            run.error = message
            _move(run, Status.FAILED)


def _taken(run_id: int) -> ImportRun | None:
    return ImportRun.objects.select_for_update(skip_locked=True).filter(pk=run_id).first()


def _locked(run: ImportRun) -> ImportRun:
    try:
        with transaction.atomic():
            return ImportRun.objects.select_for_update(nowait=True).get(pk=run.pk)
    except OperationalError:
        raise DomainError("Файл сейчас в работе. Подождите немного.") from None


def _send(task: Any, run: ImportRun) -> None:
    transaction.on_commit(lambda: task.delay(run.pk))

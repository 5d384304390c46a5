"""«Откатить импорт»: from the button to the worker that puts everything back, or says what stands in the way."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from crm.imports import tasks
from crm.imports.domain import runs
from crm.imports.domain.obstacles import Obstacles, find_obstacles
from crm.imports.domain.undo import stage
from crm.imports.domain.undo import undo as put_back
from crm.imports.enums import Status
from crm.imports.models import ImportRun, ImportTrace
from crm.imports.registry import importer, is_undoable
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

KEPT_DAYS = 30


class _StandsInTheWayError(Exception):
    def __init__(self, obstacles: Obstacles) -> None:
        super().__init__()
        self.obstacles = obstacles


def may_undo(run: ImportRun) -> bool:
    """True if the load can be undone as far as one can see without looking at its rows."""
    return (
        run.status == Status.DONE
        and is_undoable(importer(run.kind))
        and run.finished_at is not None
        and run.finished_at > timezone.now() - timedelta(days=KEPT_DAYS)
        and run.traces.exists()
    )


@transaction.atomic
def ask_undo(run: ImportRun, *, by: User) -> ImportRun:
    """«Откатить импорт»: send a loaded file to be undone. Raises DomainError if it is too late or not loaded."""
    run = runs.locked(run)
    if run.status != Status.DONE:
        raise DomainError("Откатить можно только загруженный файл.")
    if not may_undo(run):
        raise DomainError(f"Откатить уже нельзя: прежние значения хранятся {KEPT_DAYS} дней.")
    run.undone_by, run.started_at = by, timezone.now()
    run.report.pop("undo", None)
    runs.move(run, Status.UNDOING)
    record(action=f"imports.ask_undo_{run.kind}", obj=run, by=by)
    runs.send(tasks.undo, run)
    return run


def undo(run_id: int) -> None:
    """Undo a load in one transaction or name the rows that stand in the way. Called by a worker; safe to call again."""
    try:
        with transaction.atomic():
            run = runs.taken(run_id)
            if run is None or run.status != Status.UNDOING or run.undone_by is None:
                return
            _undo(run, by=run.undone_by)
    except _StandsInTheWayError as error:
        rows = [{"object": row.object, "why": row.why} for row in error.obstacles.rows]
        _refuse(run_id, {"total": error.obstacles.total, "rows": rows})
    except IntegrityError as error:
        runs.why_stopped(run_id, error)
        _refuse(run_id, {"total": 0, "rows": [], "why": "Данные с тех пор изменились так, что прежних не вернуть."})
    except Exception as error:
        _refuse(run_id, {"total": 0, "rows": [], "why": runs.why_stopped(run_id, error)})


def forget_traces() -> None:
    """Remove what was kept to undo loads older than KEPT_DAYS: rows of before hold names of people."""
    too_old = timezone.now() - timedelta(days=KEPT_DAYS)
    ImportTrace.objects.filter(run__finished_at__lt=too_old).only("pk").delete()


def _undo(run: ImportRun, *, by: User) -> None:
    with runs.speaking_for_run(run, by=by), connection.cursor() as cursor:
        touched = stage(cursor, run.pk)
        obstacles = find_obstacles(cursor, touched, run)
        if obstacles.total:
            raise _StandsInTheWayError(obstacles)
        deleted, restored = put_back(cursor, touched)
    run.traces.only("pk").delete()  # the rows of before are large
    run.undone_at = timezone.now()
    runs.move(run, Status.UNDONE)
    counts = {"deleted": [0, deleted], "restored": [0, restored]}
    record(action=f"imports.undo_{run.kind}", obj=run, by=by, changes=counts)


def _refuse(run_id: int, why: dict[str, object]) -> None:
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.status != Status.UNDOING:
            return
        by, run.undone_by = run.undone_by, None
        run.report["undo"] = why
        runs.move(run, Status.DONE)
        record(action=f"imports.refuse_undo_{run.kind}", obj=run, by=by, changes={"obstacles": [0, why["total"]]})

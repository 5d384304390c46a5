from celery import shared_task

from tenants.tasks import send_to_each_open


@shared_task(name="imports.check", title="Проверка файла")
def check(run_id: int) -> None:
    """Check an uploaded file; safe to repeat."""
    from crm.imports.domain import runs  # noqa: PLC0415  app ready: runs sends these tasks

    runs.check(run_id)


@shared_task(name="imports.load", title="Загрузка файла")
def load(run_id: int) -> None:
    """Load a confirmed file; safe to repeat."""
    from crm.imports.domain import runs  # noqa: PLC0415  app ready: runs sends these tasks

    runs.load(run_id)


@shared_task(name="imports.undo", title="Откат загрузки")
def undo(run_id: int) -> None:
    """Undo a load; safe to repeat."""
    from crm.imports.domain import undoing  # noqa: PLC0415  app ready: undoing sends this task

    undoing.undo(run_id)


@shared_task(name="imports.forget_traces_everywhere", title="Забыть следы старых загрузок")
def forget_traces_everywhere() -> None:
    """Called by beat: each company for itself."""
    send_to_each_open(forget_traces)


@shared_task(name="imports.forget_traces", title="Забыть следы старых загрузок одной компании")
def forget_traces() -> None:
    """Remove what is kept to undo loads that are too old for it."""
    from crm.imports.domain import undoing  # noqa: PLC0415  app ready: undoing sends tasks of this file

    undoing.forget_traces()

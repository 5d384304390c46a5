from celery import shared_task


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

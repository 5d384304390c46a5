from celery import shared_task


@shared_task(name="watch.pulse", title="Пульс", expires=50)
def pulse() -> None:
    """Beat → broker → worker: the mark by which one sees that all three live."""
    from watch import queues  # noqa: PLC0415  leaf: tasks are named by domain code

    queues.note_pulse()


@shared_task(name="watch.clean_up", title="Удаление старых записей о запусках")
def clean_up() -> None:
    """Forget old runs; safe to repeat."""
    from watch.domain import runs  # noqa: PLC0415  leaf: tasks are named by domain code

    runs.clean_up()

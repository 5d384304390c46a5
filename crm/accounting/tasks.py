from celery import shared_task


@shared_task(name="accounting.split_names", title="Разделение ФИО")
def split_names(user_id: int) -> None:
    """Split every name that is recognised, on behalf of a person; safe to repeat."""
    from crm.accounting.domain import splitting_all  # noqa: PLC0415  app ready: it sends this task

    splitting_all.run(user_id)

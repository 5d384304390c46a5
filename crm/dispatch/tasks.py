"""What goes by the clock: reminders of deadlines, and what was put off until today."""

from celery import shared_task

from tenants.tasks import send_to_each_open


@shared_task(name="dispatch.watch_everywhere", title="Сроки заявок: всем компаниям")
def watch_everywhere() -> None:
    """Called by beat: each company for itself; one that fails does not hold up the others."""
    send_to_each_open(watch)


@shared_task(name="dispatch.watch", title="Сроки заявок компании")
def watch() -> None:
    """Go on with what was put off until today, then remind of deadlines; safe to repeat."""
    from crm.dispatch.domain import warnings  # noqa: PLC0415  app ready: needs the models

    warnings.resume_due()
    warnings.warn_of_deadlines()

from celery import shared_task

from tenants.tasks import send_to_each_open


@shared_task(name="meters.forget_links_everywhere", title="Забыть старые ссылки для показаний")
def forget_links_everywhere() -> None:
    """Called by beat: each company for itself."""
    send_to_each_open(forget_links)


@shared_task(name="meters.forget_links", title="Забыть старые ссылки для показаний одной компании")
def forget_links() -> None:
    """Remove links by which nobody can hand in for half a year; safe to repeat."""
    from crm.meters.domain import links  # noqa: PLC0415  leaf: tasks are named by domain code

    links.forget_links()

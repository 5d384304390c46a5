"""Contracts that end, invitations one by one, domains of companies' mail."""

from celery import shared_task
from django.utils import timezone

from tenants.context import in_schema
from tenants.models import Tenant
from tenants.tasks import send_to_each_open


@shared_task(name="company.warn_of_contracts_everywhere", title="Договоры подрядчиков: всем компаниям")
def warn_of_contracts_everywhere() -> None:
    """Send each working company its own warning; one that fails does not hold up the others."""
    send_to_each_open(warn_of_contracts)


@shared_task(
    name="company.warn_of_contracts",
    title="Договоры подрядчиков компании",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def warn_of_contracts() -> None:
    """Warn the company that the message speaks for of contracts that end; safe to repeat."""
    from crm.company.domain.contractor_notices import warn_of_endings  # noqa: PLC0415  app ready: needs the models

    warn_of_endings()


@shared_task(
    name="company.send_first_password",
    title="Пароль новому сотруднику",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def send_first_password(employee_id: int) -> None:
    """E-mail a one-time password to an employee who has none yet; safe to repeat."""
    from crm.company.domain.employees import invite_first_time  # noqa: PLC0415  app ready: needs the models

    invite_first_time(employee_id)


@shared_task(name="company.send_summaries_everywhere", title="Утренние сводки: компаниям, где утро")
def send_summaries_everywhere() -> None:
    """Called by beat every half hour: the companies where it is morning, each for itself."""
    from crm.company.domain.morning_summary import is_morning  # noqa: PLC0415  app ready: needs the models

    now, places = timezone.now(), Tenant.objects.order_by().values_list("time_zone", flat=True).distinct()
    send_to_each_open(send_summaries, zones=[place for place in places if is_morning(now, place)])


@shared_task(
    name="company.send_summaries",
    title="Утренние сводки компании",
    autoretry_for=(Exception,),
    max_retries=5,
    retry_backoff=30,
)
def send_summaries() -> None:
    """Send each who waits his own: one that fails does not hold up the others. Safe to repeat."""
    from crm.company.domain.morning_summary import who_waits  # noqa: PLC0415  app ready: needs the models

    for employee in who_waits():
        send_summary.delay(employee)


@shared_task(
    name="company.send_summary",
    title="Утренняя сводка сотруднику",
    autoretry_for=(Exception,),
    max_retries=3,
    retry_backoff=30,
)
def send_summary(employee_id: int) -> None:
    """E-mail one employee his summary of today, if he has not had it; safe to repeat."""
    from crm.company.domain import morning_summary  # noqa: PLC0415  app ready: needs the models

    morning_summary.send_summary(employee_id)


@shared_task(name="company.close_visits", title="Входы операторов: закончившиеся")
def close_visits() -> None:
    """Write into companies' journals that an operator's time is over; safe to repeat."""
    from crm.company.domain.visits import close_overdue  # noqa: PLC0415  leaf: tasks are named by domain code
    from support.domain.visits import overdue  # noqa: PLC0415  as above

    close_overdue(overdue())


@shared_task(name="company.watch_mail_everywhere", title="Почта компаний: кого пора спросить")
def watch_mail_everywhere() -> None:
    """Called by beat: one task for each domain that is due, speaking for its company; a slow one holds up no other."""
    from notifications.domain import mail_domains  # noqa: PLC0415  app ready: needs the models

    mail_domains.forget_departed()
    for domain in mail_domains.due(timezone.now()):
        with in_schema(domain.tenant.schema_name):
            watch_mail.delay()


@shared_task(name="company.watch_mail", title="Почта компании: записи в DNS")
def watch_mail() -> None:
    """Ask about the domain of the company that the message speaks for; safe to repeat."""
    from crm.company.domain import own_mail  # noqa: PLC0415  app ready: needs the models

    if domain := own_mail.current():
        own_mail.check(domain, by=None)

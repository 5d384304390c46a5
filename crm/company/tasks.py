"""Contracts that end, invitations one by one, domains of companies' mail."""

from celery import shared_task
from django.utils import timezone

from tenants.context import in_schema
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

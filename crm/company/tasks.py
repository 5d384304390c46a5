"""Contracts that end, and invitations one by one."""

from celery import shared_task

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

"""SMS on the desk: what this month has cost, and a warning while there is still something left of the limit."""

from django.template.defaultfilters import floatformat
from django.utils import timezone

from crm.shell import figures
from crm.shell.figures import FigureSource
from crm.sms import rights
from crm.sms.domain.rows import own_houses
from identity.models import User
from sms.domain.limits import share_of_limit
from sms.domain.queries import Sought, messages_of, totals
from tenants.context import current_tenant

WARN_FROM = 80  # per cent of the month's limit


def spent(user: User) -> str:
    """What the messages that the list opens with have cost, in roubles; nothing while there are none."""
    first = timezone.localdate().replace(day=1)
    sums = totals(messages_of(current_tenant(), Sought(since=first), houses=own_houses(user)))
    return f"{floatformat(sums.total, '2g')}\u00a0₽" if sums.messages else ""


def limit(_user: User) -> str:
    """How much of the month's limit is gone, once it is most of it."""
    share = share_of_limit(current_tenant())
    return f"{share}\u00a0%" if share is not None and share >= WARN_FROM else ""


def register() -> None:
    """Put both onto the desk of those who see SMS."""
    figures.register(FigureSource("sms", 91, "СМС за этот месяц", "crm_sms:messages", rights.SEE_SMS, spent))
    figures.register(
        FigureSource(
            "sms_limit", 92, "Лимита на СМС израсходовано", "crm_sms:messages", rights.SEE_SMS, limit, urgent=True
        )
    )

from django.db.models import Q, Sum
from django.template.defaultfilters import floatformat

from crm.accounting import rights
from crm.accounting.domain.queries import count_active_accounts
from crm.accounting.models import Account, House
from crm.shell import figures
from crm.shell.figures import FigureSource


def houses() -> str:
    """How many houses the УК manages."""
    return floatformat(House.objects.count(), "0g")


def accounts() -> str:
    """How many accounts are in force."""
    return floatformat(count_active_accounts(), "0g")


def debt() -> str:
    """What residents owe in all, in whole roubles; overpayments are not set off."""
    owed = Account.objects.filter(is_active=True).aggregate(owed=Sum("balance", filter=Q(balance__gt=0)))["owed"]
    return f"{floatformat(owed or 0, '0g')}\u00a0₽"


def register() -> None:
    """Put the figures of the books onto the desk."""
    for source in (
        FigureSource("houses", 10, "Домов в управлении", "houses:index", rights.SEE_ACCOUNTS, houses),
        FigureSource("accounts", 20, "Действующих лицевых счетов", "accounts:index", rights.SEE_ACCOUNTS, accounts),
        FigureSource("debt", 30, "Долг жителей", "accounts:index", rights.SEE_ACCOUNTS, debt),
    ):
        figures.register(source)

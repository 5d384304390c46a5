from django.db.models import Q, QuerySet, Sum
from django.template.defaultfilters import floatformat

from crm.accounting import rights
from crm.accounting.models import Account, House
from crm.rights.domain.rows import within
from crm.shell import figures
from crm.shell.figures import FigureSource
from identity.models import User


def houses(user: User) -> str:
    """How many houses the УК manages."""
    return floatformat(within(House.objects.all(), rights.SEE_ACCOUNTS, user=user).count(), "0g")


def accounts(user: User) -> str:
    """How many accounts are in force."""
    return floatformat(_active(user).count(), "0g")


def debt(user: User) -> str:
    """What residents owe in all, in whole roubles; overpayments are not set off."""
    owed = _active(user).aggregate(owed=Sum("balance", filter=Q(balance__gt=0)))["owed"]
    return f"{floatformat(owed or 0, '0g')}\u00a0₽"


def debtors(user: User) -> str:
    """How many accounts in force owe."""
    return floatformat(_active(user).filter(balance__gt=0).count(), "0g")


def _active(user: User) -> QuerySet[Account]:
    return within(Account.objects.filter(is_active=True), rights.SEE_ACCOUNTS, user=user)


DEBT = FigureSource("debt", 30, "Долг жителей", "debtors:index", rights.SEE_ACCOUNTS, debt)


def register() -> None:
    """Put the figures of the books onto the desk."""
    for source in (
        FigureSource("houses", 10, "Домов в управлении", "houses:index", rights.SEE_ACCOUNTS, houses),
        FigureSource("accounts", 20, "Действующих лицевых счетов", "accounts:index", rights.SEE_ACCOUNTS, accounts),
        DEBT,
        FigureSource("debtors", 31, "Должников", "debtors:index", rights.SEE_ACCOUNTS, debtors),
    ):
        figures.register(source)

"""Balances: who changes them and from which file, and what they were.

Every change of a balance is kept by the database itself (`models/balances.py`); a domain function says before it who
does it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from crm.accounting.models import Account, BalanceChange
from identity.models import User
from tenants.errors import DomainError

OLDEST_DAYS = 366  # what is older than a year is a slip of the year, not a balance to work with


def name_author(by: User | None, *, import_run: int | None = None) -> None:
    """Say who changes balances in this transaction, and from which file; holds until it ends or is said anew.

    `by` is None for the system itself. To be called inside a transaction by each function that changes a balance.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('burmistr.person', %s, true), set_config('burmistr.import_run', %s, true)",
            [str(by.pk) if by else "", str(import_run or "")],
        )


def balance_history(account: Account) -> QuerySet[BalanceChange]:
    """What the balance of an account became, newest first, with who and from which file; one query."""
    return account.balance_changes.select_related("by", "import_run").defer("import_run__report", "import_run__options")


def data_date(options: Mapping[str, Any]) -> date:
    """The date of the data from the options of a load, where the form put it; today without one."""
    on = options.get("on")
    return date.fromisoformat(on) if on else timezone.localdate()


def clean_data_date(day: date) -> date:
    """The date of which balances in a file are true. Raises DomainError if it is to come or older than a year."""
    today = timezone.localdate()
    if day > today:
        raise DomainError("Этот день ещё не наступил: укажите день, на который программа посчитала долги.", field="on")
    if day < today - timedelta(days=OLDEST_DAYS):
        raise DomainError("Это данные старше года: проверьте, тот ли год.", field="on")
    return day

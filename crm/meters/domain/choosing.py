"""Choosing an account while a meter is being added: «00012345, Иванова Нина Петровна, ул. Ленина, д. 86, кв. 12»."""

from crm.accounting.domain import queries
from crm.accounting.models import Account
from crm.meters import rights
from crm.rights.domain.rows import within
from identity.models import User
from tenants.errors import DomainError


def suggest_accounts(text: str, *, user: User, limit: int = 10) -> list[str]:
    """Active accounts found by what is typed, each in one line; those whose meters the person may edit."""
    accounts = within(queries.accounts_with_houses(), rights.EDIT_METERS, user=user).filter(is_active=True)
    return [line_of(account) for account in queries.search_accounts(accounts, text.replace(",", " "))[:limit]]


def find_account(text: str, *, user: User) -> Account:
    """The active account that a line means: the number is what stands before the first comma.

    Raises DomainError if there is none among those whose meters the person may edit.
    """
    number = " ".join(text.partition(",")[0].split())
    accounts = within(queries.accounts_with_houses(), rights.EDIT_METERS, user=user)
    account = accounts.filter(number=number, is_active=True).first()
    if account is None:
        raise DomainError(f"Действующего лицевого счёта «{number}» нет. Выберите счёт из подсказки.")
    return account


def line_of(account: Account) -> str:
    """An account in one line."""
    parts = (account.number, account.owner, account.house.address, account.premises)
    return ", ".join(part for part in parts if part)

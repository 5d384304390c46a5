"""Erasing the owner's name from an account that ended (152-ФЗ, ст. 21): sums, dates and numbers stay in the books."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format

from crm.accounting.acts import ERASE_OWNER
from crm.accounting.domain.names import name_key
from crm.accounting.models import Account
from crm.company.domain.erasing import ERASED
from crm.journal.domain.entries import record
from identity.models import User
from tenants.errors import DomainError

_CLAIM_YEARS = 3  # ГК, ст. 196: until then the one owes the other and a court may ask for the name
_ENTREPRENEUR = "ип "


def is_erased(account: Account) -> bool:
    """True if no name is left in the account."""
    return account.last_name == ERASED


def why_kept(account: Account) -> str:
    """The ground on which the name cannot be erased now; empty if it can."""
    if account.is_legal_entity and not account.last_name.casefold().startswith(_ENTREPRENEUR):
        return "Это организация: её название — не персональные данные."
    if account.is_active:
        return "Счёт действует: данные нужны для исполнения договора управления. Сначала отключите счёт."
    until = _claims_end(account)
    if account.balance and until and until > timezone.localdate():
        owed = number_format(abs(account.balance), 2, force_grouping=True)
        side = "Долг" if account.balance > 0 else "Переплата"
        return (
            f"{side} {owed} ₽: имя нужно для расчётов до {until:%d.%m.%Y}, пока не истекла исковая давность. "
            "Рассчитаетесь раньше — можно будет стереть раньше."
        )
    return ""


@transaction.atomic
def erase_owner(account: Account, *, by: User | None) -> Account:
    """Replace the owner's name by neutral words; number, premises, balance and dates stay.

    Does nothing to one that is erased already. Raises DomainError if the account is in force or is still settled.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if is_erased(account):
        return account
    if reason := why_kept(account):
        raise DomainError(reason)
    account.last_name, account.first_name, account.patronymic = ERASED, "", ""
    account.name_key = name_key(ERASED, "", "")
    account.save(update_fields=["last_name", "first_name", "patronymic", "name_key", "updated_at"])
    record(action=ERASE_OWNER, obj=account, by=by)
    return account


def _claims_end(account: Account) -> date | None:
    ended = account.closed_on
    if ended is None:
        return None
    try:
        return ended.replace(year=ended.year + _CLAIM_YEARS)
    except ValueError:  # 29 February
        return ended.replace(year=ended.year + _CLAIM_YEARS, day=28)

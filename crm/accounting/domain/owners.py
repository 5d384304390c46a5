"""«Сменить собственника»: the old account ends, a new one with the same number and premises begins."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from crm.accounting import events
from crm.accounting.domain import accounts, balances
from crm.accounting.domain.names import name_key
from crm.accounting.enums import Kind
from crm.accounting.models import Account
from crm.journal.domain.entries import Changes, record
from identity.models import User
from tenants.errors import DomainError


@transaction.atomic
def change_owner(
    account: Account,
    *,
    on: date,
    last_name: str,
    by: User,
    first_name: str = "",
    patronymic: str = "",
    takes_balance: bool = False,
) -> Account:
    """Close `account` on `on`, the first day of the new owner, and open one in the new owner's name; returns it.

    Number, house, premises and area are the same; the old account keeps its name, sums and history for as long as the
    law wants (claims 3 years: ГК, ст. 196; accounting 5 years). Its balance stays with it, as a debt is of the one
    who owned then (ЖК, ст. 153); `takes_balance` moves it over, for an heir or by agreement. What hangs on the
    premises follows by `events.owner_changed`: meters move on, ties of people end.
    Raises DomainError if the account is closed, the day is in the future or before the account began, the owner is
    the same, or the name is empty. Source: manual, section 7; decisions, «New owner, same account number».
    """
    old = Account.objects.select_for_update(of=("self",)).select_related("house", "predecessor").get(pk=account.pk)
    _refuse(old, on=on, new_key=name_key(last_name, first_name, patronymic))
    owed = old.balance if takes_balance else Decimal(0)
    accounts.deactivate(old, on=on, by=by)
    old.refresh_from_db()
    if owed:
        balances.name_author(by)
        old.balance, old.balance_on = Decimal(0), timezone.localdate()
        old.save(update_fields=["balance", "balance_on", "updated_at"])
    new = accounts.add_account(
        house=old.house, number=old.number, last_name=last_name, first_name=first_name, patronymic=patronymic,
        kind=Kind(old.kind), flat=old.flat, entrance=old.entrance, floor=old.floor, area=old.area, balance=owed, by=by,
    )  # fmt: skip
    new.predecessor = old
    new.save(update_fields=["predecessor", "updated_at"])
    events.owner_changed.send(sender=Account, old=old, new=new, on=on, by=by)
    changes: Changes = {"owner": [old.owner, new.owner], "owner_since": [None, on]}
    if owed:
        changes = {**changes, "balance_taken": [None, owed]}
    record(action="accounting.change_owner", obj=new, by=by, changes=changes)
    return new


def _refuse(old: Account, *, on: date, new_key: str) -> None:
    if not old.is_active:
        raise DomainError("Счёт отключён: собственника меняют у действующего счёта.")
    if on > timezone.localdate():
        raise DomainError("Этот день ещё не наступил: выберите сегодняшний или раньше.", field="on")
    began = old.predecessor.closed_on if old.predecessor else None
    if began and on < began:
        raise DomainError(f"Нынешний собственник владеет с {began:%d.%m.%Y}: выберите этот день или позже.", field="on")
    if new_key == old.name_key:
        raise DomainError("Это имя уже стоит в счёте. Напишите нового собственника.", field="last_name")

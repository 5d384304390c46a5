"""Personal accounts: adding, changing, switching off and on."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.accounting import events, rights
from crm.accounting.domain.balances import name_author
from crm.accounting.domain.names import is_absent, name_key
from crm.accounting.domain.premises import (
    LOWEST_FLOOR,
    MOST_ENTRANCES,
    MOST_FLOORS,
    beyond_entrances,
    beyond_floors,
    flat_key,
    read_premises,
)
from crm.accounting.enums import Kind
from crm.accounting.models import NO_NAME, Account, House
from crm.imports.domain import cells
from crm.journal.domain.entries import differences, record
from crm.rights.domain import rows
from identity.models import User
from tenants.errors import DomainError

_NUMBER = re.compile(r"(?=.*\w)[\w\-/.№ ]{1,30}")
_SCIENTIFIC = re.compile(r"\d+[.,]\d+[eEеЕ]\+?\d+")
_SHOWN = [
    "number", "house", "kind", "flat", "entrance", "floor", "area", "last_name", "first_name", "patronymic",
    "balance", "closed_on",
]  # fmt: skip


@transaction.atomic
def add_account(
    *,
    house: House,
    number: str,
    last_name: str,
    by: User | None,
    first_name: str = "",
    patronymic: str = "",
    kind: Kind = Kind.FLAT,
    flat: str = "",
    entrance: int | None = None,
    floor: int | None = None,
    area: Decimal | None = None,
    balance: Decimal = Decimal(0),
) -> Account:
    """Add an active account. `balance` in roubles, of today: a debt is positive, an overpayment negative.

    A legal entity has its name in `last_name`; its first name and patronymic are a dot or empty.
    Raises DomainError if the number is taken by an active account or something is unreadable. Source: section 7.
    """
    refuse_foreign_house(house, by=by)
    name_author(by)
    account = Account()
    _fill(
        account, house=house, number=number, last_name=last_name, first_name=first_name, patronymic=patronymic,
        kind=kind, flat=flat, entrance=entrance, floor=floor, area=area, balance=balance,
    )  # fmt: skip
    _save(account)
    record(action="accounting.add_account", obj=account, by=by, changes=differences(None, account, _SHOWN))
    return account


@transaction.atomic
def change_account(
    account: Account,
    *,
    house: House,
    number: str,
    last_name: str,
    first_name: str,
    patronymic: str,
    kind: Kind,
    flat: str,
    entrance: int | None,
    floor: int | None,
    area: Decimal | None,
    balance: Decimal,
    by: User,
) -> Account:
    """Change everything of an account that is typed; a balance that differs is of today.

    Raises DomainError as `add_account` does.
    """
    name_author(by)
    account = Account.objects.select_for_update().get(pk=account.pk)
    before = Account.objects.select_related("house").get(pk=account.pk)
    if house.pk != before.house_id:
        refuse_foreign_house(house, by=by)
    _fill(
        account, house=house, number=number, last_name=last_name, first_name=first_name, patronymic=patronymic,
        kind=kind, flat=flat, entrance=entrance, floor=floor, area=area, balance=balance,
    )  # fmt: skip
    _save(account)
    if changes := differences(before, account, _SHOWN):
        record(action="accounting.change_account", obj=account, by=by, changes=changes)
    return account


@transaction.atomic
def deactivate(account: Account, *, by: User, on: date | None = None) -> Account:
    """«Отключить»: the account ends on `on` (today if it is not said) and its number is free for a new owner.

    Raises DomainError if it is switched off already or the day has not come.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not account.is_active:
        raise DomainError("Счёт уже отключён.")
    closed_on = on or timezone.localdate()
    if closed_on > timezone.localdate():
        raise DomainError("Этот день ещё не наступил: отключить можно сегодняшним днём или раньше.", field="on")
    account.is_active, account.closed_on = False, closed_on
    account.save(update_fields=["is_active", "closed_on", "updated_at"])
    record(action="accounting.deactivate", obj=account, by=by, changes={"closed_on": [None, closed_on]})
    events.account_closed.send(sender=Account, account=account, by=by)
    return account


@transaction.atomic
def activate(account: Account, *, by: User) -> Account:
    """«Включить»: the account is in force again. Raises DomainError if its number belongs to another one by now."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.is_active:
        raise DomainError("Счёт уже действует.")
    was_closed_on = account.closed_on
    account.is_active, account.closed_on = True, None
    _save(account)
    record(action="accounting.activate", obj=account, by=by, changes={"closed_on": [was_closed_on, None]})
    return account


def refuse_foreign_house(house: House, *, by: User | None) -> None:
    """Raise DomainError if the person's right to edit accounts does not extend to this house."""
    if by is not None and not rows.covers(house, rights.EDIT_ACCOUNTS, user=by):
        raise DomainError(
            "Этот дом не на ваших участках: добавить сюда счёт может тот, кто за него отвечает.", field="house"
        )


def clean_account_number(text: str) -> str:
    """The number as it is kept: leading zeros stay. Raises DomainError if this cannot be a number of an account."""
    number = cells.text(text, limit=30)
    if _SCIENTIFIC.fullmatch(number):
        raise cells.CellError("Excel испортил номер. Дайте столбцу формат «Текстовый» и внесите номера заново.")
    if not _NUMBER.fullmatch(number):
        raise cells.CellError("Это не номер лицевого счёта: в нём бывают цифры, буквы, дефис, точка и дробь.")
    return number


def _fill(
    account: Account,
    *,
    house: House,
    number: str,
    last_name: str,
    first_name: str,
    patronymic: str,
    kind: Kind,
    flat: str,
    entrance: int | None,
    floor: int | None,
    area: Decimal | None,
    balance: Decimal,
) -> None:
    account.house = house
    account.number = _read("number", clean_account_number, number)
    account.last_name = _read("last_name", lambda name: cells.text(name, limit=200), last_name)
    if is_absent(account.last_name):
        raise DomainError("Укажите фамилию или название.", field="last_name")
    account.first_name = _read("first_name", lambda name: cells.text(name, limit=100), first_name)
    account.patronymic = _read("patronymic", lambda name: cells.text(name, limit=100), patronymic)
    if is_absent(account.first_name):
        account.first_name = account.patronymic = NO_NAME
    elif is_absent(account.patronymic):
        account.patronymic = ""
    account.name_key = name_key(account.last_name, account.first_name, account.patronymic)
    account.flat, told = read_premises(_read("flat", lambda value: cells.text(value, limit=30), flat))
    account.kind = told if told and kind == Kind.FLAT else kind
    account.flat_key = flat_key(account.flat)
    account.entrance, account.floor = _place(house, entrance=entrance, floor=floor)
    account.area = area
    if account.balance != balance:  # a new account's zero is nobody's word: its date stays unknown
        account.balance, account.balance_on = balance, timezone.localdate()


def _place(house: House, *, entrance: int | None, floor: int | None) -> tuple[int | None, int | None]:
    """Entrance and floor that can be: within what the house's passport says. A basement is a floor below zero."""
    most_entrances, most_floors = house.entrances or MOST_ENTRANCES, house.floors or MOST_FLOORS
    if entrance is not None and not 1 <= entrance <= most_entrances:
        raise DomainError(beyond_entrances(most_entrances), field="entrance")
    if floor is not None and not LOWEST_FLOOR <= floor <= most_floors:
        raise DomainError(beyond_floors(most_floors), field="floor")
    return entrance, floor


def _read(field: str, clean: Callable[[str], str], value: str) -> str:
    try:
        return clean(value)
    except DomainError as error:
        raise DomainError(str(error), field=field) from None


def _save(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        if "account_number_once" not in str(error):
            raise
        raise DomainError(
            f"Лицевой счёт {account.number} уже есть среди действующих: номера не повторяются.", field="number"
        ) from None

"""«Раздербанить ФИО»: accounts whose whole name stands in «Фамилия» get the three names (manual, section 7).

A page that somebody has looked through is applied as it stands there; the rest can be done at once, where only what is
recognised is touched. What is not stays a legal entity. Everything may be repeated: what is split is no candidate.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from crm.accounting import rights
from crm.accounting.acts import SPLIT_NAME, SPLIT_NAMES
from crm.accounting.domain.names import is_absent, name_key
from crm.accounting.domain.recognising import Parts, recognise
from crm.accounting.models import NO_NAME, Account
from crm.imports.domain import cells
from crm.journal.domain.entries import differences, record, write
from crm.rights.domain.rows import within
from identity.models import User
from tenants.errors import DomainError

BLOCK = 1_000  # accounts of one transaction when all are split
_NAMES = ["last_name", "first_name", "patronymic"]
_WRITTEN = [*_NAMES, "name_key", "updated_at"]
# Two to four words of letters that begin with a capital («оглы» does not): what holds a quote, a digit or a dot is a
# firm or two people. A coarse sieve, so that pages are not full of firms; `recognise` decides.
_MAY_BE_A_PERSON = r"^[А-ЯЁ][А-Яа-яЁё-]*( [А-ЯЁа-яё][А-Яа-яЁё-]*){1,3}$"

_SPLIT = """
    UPDATE accounting_account account SET last_name = split.last_name, first_name = split.first_name,
        patronymic = split.patronymic, name_key = split.name_key, updated_at = now()
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS split (id, last_name, first_name, patronymic, name_key)
    WHERE account.id = split.id
"""

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Proposal:
    """An account and how its name would be split; None where nothing is recognised."""

    account: Account
    parts: Parts | None


@dataclass(frozen=True)
class Split:
    """What somebody has decided for one account; `seen` is the name that stood there."""

    account_id: int
    seen: str
    last_name: str
    first_name: str
    patronymic: str


def candidates(*, user: User) -> QuerySet[Account]:
    """Accounts that this person may edit and whose name may be a person's whole name in one cell."""
    rows = Account.objects.filter(first_name=NO_NAME, last_name__regex=_MAY_BE_A_PERSON)
    return within(rows, rights.EDIT_ACCOUNTS, user=user).select_related("house").order_by("pk")


def propose(accounts: Iterable[Account]) -> list[Proposal]:
    """How each would be split. Opens the dictionary, so the first call in a process takes a quarter of a second."""
    return [Proposal(account, recognise(account.last_name)) for account in accounts]


@transaction.atomic
def split_names(chosen: Sequence[Split], *, by: User) -> int:
    """Split the names as somebody has decided; how many. One that was changed meanwhile is left as it is.

    Raises DomainError, with the account in its words, if a surname or a name is empty or unreadable.
    """
    decided = {one.account_id: one for one in chosen}
    done = 0
    for account in _locked(decided, by=by):
        one = decided[account.pk]
        if account.last_name != one.seen:
            continue
        before = Account(**{name: getattr(account, name) for name in _NAMES})
        _set(account, _cleaned(one))
        account.save(update_fields=_WRITTEN)
        record(action=SPLIT_NAME, obj=account, by=by, changes=differences(before, account, _NAMES))
        done += 1
    return done


def split_all(*, by: User, tell: Tell) -> int:
    """Split every name that is recognised, block by block, each in a transaction of its own; how many.

    `tell` gets, after each block, how many accounts were looked at and how many split. Safe to repeat.
    """
    looked = split = last = 0
    while block := list(candidates(user=by).filter(pk__gt=last).values_list("pk", "last_name")[:BLOCK]):
        last = block[-1][0]
        recognised = {pk: (name, parts) for pk, name in block if (parts := recognise(name))}
        split += _split_block(recognised, by=by)
        looked += len(block)
        tell(looked, split)
    return split


@transaction.atomic
def _split_block(recognised: dict[int, tuple[str, Parts]], *, by: User) -> int:
    still = _locked(recognised, by=by).values_list("pk", "last_name")
    rows = [(pk, *recognised[pk][1], name_key(*recognised[pk][1])) for pk, name in still if name == recognised[pk][0]]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_SPLIT, [list(column) for column in zip(*rows, strict=True)])
        write(
            action=SPLIT_NAMES, object_type=Account._meta.label_lower, object_id="", object_text="Лицевые счета",
            by=by, changes={"split_names": [0, len(rows)]},
        )  # fmt: skip
    return len(rows)


def _locked(numbers: Iterable[int], *, by: User) -> QuerySet[Account]:
    """Those of the accounts that the person may edit and that are not split yet, locked."""
    rows = Account.objects.filter(pk__in=list(numbers), first_name=NO_NAME)
    return within(rows, rights.EDIT_ACCOUNTS, user=by).select_for_update(of=("self",)).order_by("pk")


def _set(account: Account, parts: Parts) -> None:
    account.last_name, account.first_name, account.patronymic = parts
    account.name_key = name_key(*parts)
    account.updated_at = timezone.now()


def _cleaned(one: Split) -> Parts:
    try:
        last_name = cells.text(one.last_name, limit=200)
        first_name = cells.text(one.first_name, limit=100)
        patronymic = cells.text(one.patronymic, limit=100)
    except DomainError as error:
        raise DomainError(f"«{one.seen}»: {error}") from None
    if is_absent(last_name) or is_absent(first_name):
        raise DomainError(f"«{one.seen}»: заполните фамилию и имя или снимите галочку.")
    return last_name, first_name, "" if is_absent(patronymic) else patronymic

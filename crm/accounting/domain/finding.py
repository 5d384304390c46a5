"""«Найти»: one question to everything that has a finder; modules register theirs.

Each finder answers with few rows (`MOST`) at a number of queries that does not grow, and only with what the person may
see. A question typed under the wrong layout of keys is read anew only when nothing was found as it stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from crm.accounting import rights
from crm.accounting.domain import matching
from crm.accounting.domain.asking import Asked, as_cyrillic, ask, is_latin
from crm.accounting.models import Account, House
from crm.rights.domain.rows import within
from identity.may import may
from identity.models import User

MOST = 20  # rows of one kind


@dataclass(frozen=True)
class Hit:
    """A row of the answer: what is found, where it lies, and the address of its screen."""

    title: str
    detail: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Finder:
    """A kind of things that can be found. `action`: the right without which it is not asked."""

    code: str
    order: int
    title: str
    action: str
    find: Callable[[Asked, User], list[Hit]]


@dataclass(frozen=True)
class Group:
    """What one finder found. `is_cut`: there is more than is shown."""

    code: str
    title: str
    hits: list[Hit]
    is_cut: bool = False


@dataclass(frozen=True)
class Answer:
    """What was found for a text. `read_as` is what it became when the layout of keys was wrong."""

    text: str
    groups: list[Group] = field(default_factory=list)
    read_as: str = ""

    @property
    def total(self) -> int:
        """How many are shown, of all kinds."""
        return sum(len(group.hits) for group in self.groups)

    @property
    def only(self) -> Hit | None:
        """The one thing that was found, if it is one."""
        return self.groups[0].hits[0] if self.total == 1 else None


_finders: dict[str, Finder] = {}


def register_finder(finder: Finder) -> None:
    """Add a kind of things to the search; modules call this when their app is ready."""
    _finders[finder.code] = finder


def finders_for(user: User) -> list[Finder]:
    """The finders that may answer this person, in order."""
    return [finder for finder in sorted(_finders.values(), key=lambda one: one.order) if may(user, finder.action)]


def find(text: str, *, user: User) -> Answer:
    """Everything that this person may see and the text may mean, kind by kind."""
    answer = _find(text, user)
    if answer.groups or not is_latin(text):
        return answer
    converted = as_cyrillic(text)
    again = _find(converted, user)
    return replace(again, text=text, read_as=converted) if again.groups else answer


def _find(text: str, user: User) -> Answer:
    asked = ask(text)
    if not asked.text:
        return Answer(text)
    groups = []
    for finder in finders_for(user):
        if hits := finder.find(asked, user):
            groups.append(Group(finder.code, finder.title, hits[:MOST], is_cut=len(hits) > MOST))
    return Answer(text, groups)


def accounts_for(asked: Asked, user: User) -> list[Account]:
    """Accounts by number, address, name or firm: those in force first; at most one more than `MOST`."""
    rows = within(Account.objects.select_related("house"), rights.SEE_ACCOUNTS, user=user)
    few = slice(MOST + 1)
    found: dict[int, Account] = {}
    for part in _ways(rows, asked, user):
        found |= {account.pk: account for account in part[few] if account.pk not in found}
    number = _bare(asked.number)
    accounts = sorted(found.values(), key=lambda account: (_bare(account.number) != number, not account.is_active))
    return accounts[few]


def houses_for(asked: Asked, user: User) -> list[House]:
    """Houses by street and number, when no flat was asked for."""
    found = [place for place in _places(asked, user) if not (place.reading.flat or place.reading.owner)]
    return list(dict.fromkeys(place.house for place in found))


def find_accounts(asked: Asked, user: User) -> list[Hit]:
    """The accounts with their screens."""
    return [_of_account(account) for account in accounts_for(asked, user)]


def find_houses(asked: Asked, user: User) -> list[Hit]:
    """The houses with their screens."""
    return [_of_house(house) for house in houses_for(asked, user)]


def register() -> None:
    """Put accounts and houses into the search."""
    register_finder(Finder("accounts", 10, "Лицевые счета", rights.SEE_ACCOUNTS, find_accounts))
    register_finder(Finder("houses", 20, "Дома", rights.SEE_ACCOUNTS, find_houses))


def _ways(rows: QuerySet[Account], asked: Asked, user: User) -> list[QuerySet[Account]]:
    ways = []
    if asked.number:
        ways.append(matching.accounts_of_number(rows, asked.number))
    if narrow := [place for place in _places(asked, user) if place.reading.flat or place.reading.owner]:
        ways.append(matching.accounts_at(rows, narrow).order_by("house", "flat_key", "pk"))
    if asked.names:
        ways += matching.accounts_of_name(rows, asked)
    elif asked.flat:
        ways.append(matching.accounts_in_flat(rows, asked.flat))
    if asked.firm and not asked.digits:
        ways.append(matching.accounts_of_firm(rows, asked.firm))
    return ways


def _places(asked: Asked, user: User) -> list[matching.Place]:
    houses = within(House.objects.all(), rights.SEE_ACCOUNTS, user=user)
    return asked.once("places", lambda: matching.places(houses, asked))


def _bare(number: str) -> str:
    return number.lstrip("0")


def _of_account(account: Account) -> Hit:
    place = ", ".join(part for part in (str(account.house), account.premises) if part)
    note = "" if account.is_active else f"отключён с {account.closed_on:%d.%m.%Y}"
    return Hit(f"{account.number} · {account.owner}", place, reverse("accounts:inspect", args=[account.pk]), note)


def _of_house(house: House) -> Hit:
    return Hit(house.address, house.city, house_url(house))


def house_url(house: House) -> str:
    """The house's own screen, or its accounts while it has none."""
    try:
        return reverse("houses:inspect", args=[house.pk])
    except NoReverseMatch:
        return f"{reverse('accounts:index')}?house={house.pk}"

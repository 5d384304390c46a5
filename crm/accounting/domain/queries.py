"""Reads of houses and accounts that more than one caller needs."""

from contextlib import suppress

from django.db.models import Count, DecimalField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from crm.accounting import rights
from crm.accounting.domain import matching
from crm.accounting.domain.asking import as_cyrillic, ask, is_latin
from crm.accounting.models import Account, House
from crm.accounting.models.keys import STREET
from crm.rights.domain.rows import within
from identity.models import User
from places.domain import settlements
from tenants.errors import DomainError
from tenants.ordering import search_key, sort_key

_ZERO = Value(0, output_field=DecimalField(max_digits=14, decimal_places=2))


def count_active_accounts() -> int:
    """How many accounts of this УК are in force: what the monthly fee is counted by."""
    return Account.objects.filter(is_active=True).count()


def houses_with_totals() -> QuerySet[House]:
    """Houses as lists show them."""
    return with_totals(House.objects.select_related("section"))


def with_totals(houses: QuerySet[House]) -> QuerySet[House]:
    """Houses with `accounts_total`, `accounts_active` and `debt` (roubles owed on active accounts), in one query."""
    active = Q(accounts__is_active=True)
    return houses.annotate(
        accounts_total=Count("accounts"),
        accounts_active=Count("accounts", filter=active),
        debt=Coalesce(Sum("accounts__balance", filter=active & Q(accounts__balance__gt=0)), _ZERO),
    )


def accounts_with_houses() -> QuerySet[Account]:
    """Accounts as lists show them."""
    return Account.objects.select_related("house")


def search_accounts(accounts: QuerySet[Account], text: str) -> QuerySet[Account]:
    """The accounts that «Найти» would find for `text`, and for digits alone those of such a flat too.

    A text typed under the wrong layout of keys is read anew when nothing fits it as it stands.
    """
    found = _fitting(accounts, text)
    return _fitting(accounts, as_cyrillic(text)) if is_latin(text) and not found.exists() else found


def search_houses(houses: QuerySet[House], text: str) -> QuerySet[House]:
    """Houses whose address holds every word of `text`; numbers compare as numbers."""
    for word in text.replace(",", " ").split():
        houses = houses.filter(Q(address_key__contains=sort_key(word)) | Q(match_key__contains=search_key(word)))
    return houses


def _fitting(accounts: QuerySet[Account], text: str) -> QuerySet[Account]:
    asked = ask(text)
    if not asked.text:
        return accounts
    return matching.matching(accounts, asked, matching.places(House.objects.all(), asked))


def suggest_houses(text: str, *, user: User, limit: int = 20) -> list[House]:
    """Houses to choose from while an address is being typed: those that the person sees."""
    return list(search_houses(within(House.objects.all(), rights.SEE_ACCOUNTS, user=user), text)[:limit])


def suggest_streets(text: str, *, city: str, user: User, limit: int = 20) -> list[str]:
    """Streets on which there are houses that the person may edit, while one is being typed; of the town if it is known.

    «ул. Ленина» is found by «лен» and by «ул лен».
    """
    houses = within(House.objects.alias(street_key=STREET), rights.EDIT_HOUSES, user=user)
    name, _, region = city.partition(",")
    with suppress(DomainError):  # no town yet, or half a word: streets of all towns
        houses = houses.filter(settlement_id=settlements.find(name=name, region=region).pk)
    for word in text.replace(".", " ").split():
        houses = houses.filter(Q(("street_key__contains", search_key(word))))
    return list(houses.order_by("street").values_list("street", flat=True).distinct()[:limit])

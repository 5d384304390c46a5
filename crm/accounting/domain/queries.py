"""Reads of houses and accounts that more than one caller needs."""

from django.db.models import Count, DecimalField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from crm.accounting import rights
from crm.accounting.domain.premises import flat_key, read_premises
from crm.accounting.models import Account, House
from crm.rights.domain.rows import within
from identity.models import User
from tenants.ordering import search_key, sort_key

_ZERO = Value(0, output_field=DecimalField(max_digits=14, decimal_places=2))


def count_active_accounts() -> int:
    """How many accounts of this УК are in force: what the monthly fee is counted by."""
    return Account.objects.filter(is_active=True).count()


def houses_with_totals() -> QuerySet[House]:
    """Houses with `accounts_total`, `accounts_active` and `debt` (roubles owed on active accounts), in one query."""
    active = Q(accounts__is_active=True)
    return House.objects.select_related("section").annotate(
        accounts_total=Count("accounts"),
        accounts_active=Count("accounts", filter=active),
        debt=Coalesce(Sum("accounts__balance", filter=active & Q(accounts__balance__gt=0)), _ZERO),
    )


def accounts_with_houses() -> QuerySet[Account]:
    """Accounts as lists show them."""
    return Account.objects.select_related("house")


def search_accounts(accounts: QuerySet[Account], text: str) -> QuerySet[Account]:
    """Accounts for which every word of `text` begins the number, is the flat, or stands in the owner's name."""
    for word in text.split():
        flat, _ = read_premises(word)
        accounts = accounts.filter(
            Q(number__startswith=word) | Q(flat_key=flat_key(flat)) | Q(name_key__contains=search_key(word))
        )
    return accounts


def search_houses(houses: QuerySet[House], text: str) -> QuerySet[House]:
    """Houses whose address holds every word of `text`; numbers compare as numbers."""
    for word in text.replace(",", " ").split():
        houses = houses.filter(Q(address_key__contains=sort_key(word)) | Q(match_key__contains=search_key(word)))
    return houses


def suggest_houses(text: str, *, user: User, limit: int = 20) -> list[House]:
    """Houses to choose from while an address is being typed: those that the person sees."""
    return list(search_houses(within(House.objects.all(), rights.SEE_ACCOUNTS, user=user), text)[:limit])

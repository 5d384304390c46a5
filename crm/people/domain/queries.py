"""Reads of residents that more than one caller needs: whom to call, who may see what, who has not come yet."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from crm.accounting.models import Account
from crm.people.enums import Tie
from crm.people.models import AccountPerson, Consent, Device, Person, PersonPhone
from crm.people.rights import SEE_PEOPLE
from crm.rights.domain.rows import within
from identity.models import User
from identity.phones import normalise_phone
from tenants.errors import DomainError
from tenants.ordering import search_key

LIVE_DEVICE = timedelta(days=60)  # push dies without a word: a device that was silent longer counts for nothing
NOT_REGISTERED = "Собственник не зарегистрирован"
_MOST_SHARED = 50  # of an office phone that stands on every account of a firm
_LIKE_A_PHONE = re.compile(r"[\d\s()+.-]{4,}")


def in_force(on: date | None = None) -> Q:
    """Ties that hold on a day, today if it is not said."""
    day = on or timezone.localdate()
    return (Q(until=None) | Q(until__gt=day)) & (Q(since=None) | Q(since__lte=day))


def people_of(account: Account) -> list[AccountPerson]:
    """Everybody of an account, with phones, in two queries: those of now first, the owner at their head."""
    ties = (
        AccountPerson.objects.filter(account=account)
        .select_related("person")
        .prefetch_related("person__phones")
        .order_by("pk")
    )
    return sorted(ties, key=lambda tie: (tie.is_over, tie.kind != Tie.OWNER, tie.pk))


def people_with_everything() -> QuerySet[Person]:
    """People as the list shows them: three queries more than the rows themselves, however many there are."""
    ties = AccountPerson.objects.filter(in_force()).select_related("account__house").order_by("pk")
    return Person.objects.prefetch_related(
        "phones", Prefetch("ties", ties, to_attr="ties_in_force"), Prefetch("consents", Consent.objects.order_by("pk"))
    )


def search_people(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """By phone however it is written, by the beginning of an account's number, or by a name from the surname on."""
    if _LIKE_A_PHONE.fullmatch(text.strip()):
        return people.filter(
            Q(pk__in=_with_number(text).values("person"))
            | Q(pk__in=AccountPerson.objects.filter(account__number__startswith=text.strip()).values("person"))
        )
    surname, *rest = search_key(text).split() or [""]
    people = people.filter(name_key__startswith=surname)
    for word in rest:
        people = people.filter(name_key__contains=word)
    return people


@dataclass(frozen=True)
class Caller:
    """Somebody with a phone that rings, and every account where they are something to somebody, in force first."""

    person: Person
    ties: list[AccountPerson]


def accounts_of_phone(phone: str, *, user: User) -> list[Caller]:
    """The caller's card: everybody who has this number, with all their flats that `user` may see; three queries.

    Raises DomainError if it is no phone. Two people may share one; whoever has left all of them stands last.
    """
    number = normalise_phone(phone)
    people = within(Person.objects.filter(phones__number=number), SEE_PEOPLE, user=user).order_by("name_key", "pk")
    own = within(Account.objects.all(), SEE_PEOPLE, user=user)
    ties = defaultdict(list)
    for tie in (
        AccountPerson.objects.filter(person__in=people.values("pk"), account__in=own.values("pk"))
        .select_related("account__house")
        .order_by("account__house__address_key", "account__flat_key", "pk")
    ):
        ties[tie.person_id].append(tie)
    callers = [
        Caller(person, sorted(ties[person.pk], key=lambda tie: tie.is_over))
        for person in people.prefetch_related("phones")
    ]
    return sorted(callers, key=lambda caller: all(tie.is_over for tie in caller.ties))


def also_at(numbers: Iterable[str], *, account: Account, user: User) -> dict[str, list[AccountPerson]]:
    """«Этот номер ещё у: …»: ties to other accounts of `user` whose people have these phones, by number; one query."""
    own = within(Account.objects.all(), SEE_PEOPLE, user=user)
    ties = (
        AccountPerson.objects.filter(in_force(), person__phones__number__in=set(numbers), account__in=own.values("pk"))
        .exclude(account=account)
        .annotate(number=F("person__phones__number"))
        .select_related("account__house", "person")
        .order_by("account__house__address_key", "account__flat_key", "pk")[:_MOST_SHARED]
    )
    found: dict[str, list[AccountPerson]] = defaultdict(list)
    for tie in ties:
        found[tie.number].append(tie)
    return found


def who_may_see(account: Account) -> QuerySet[Person]:
    """Registered people to whom the account shows itself in the cabinet: whoever is something to it today."""
    ties = AccountPerson.objects.filter(in_force(), account=account)
    return Person.objects.filter(pk__in=ties.values("person"), user__isnull=False)


def is_registered(account: Account) -> bool:
    """True if somebody of the account signs in to the cabinet; else «Собственник не зарегистрирован»."""
    return who_may_see(account).exists()


def with_registration(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Accounts with `registered`, in the same query."""
    ties = AccountPerson.objects.filter(in_force(), account=OuterRef("pk"), person__user__isnull=False)
    return accounts.annotate(registered=Exists(ties))


def accounts_without_push(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Those of the accounts none of whose people has a device that counts: they get a text message."""
    live = Device.objects.filter(seen_at__gte=timezone.now() - LIVE_DEVICE, refused_at=None, user=None).values("person")
    ties = AccountPerson.objects.filter(in_force(), account=OuterRef("pk"), person__in=live)
    return accounts.filter(~Exists(ties))


def _with_number(text: str) -> QuerySet[PersonPhone]:
    try:
        return PersonPhone.objects.filter(number=normalise_phone(text))
    except DomainError:
        return PersonPhone.objects.filter(number__contains=re.sub(r"\D", "", text))

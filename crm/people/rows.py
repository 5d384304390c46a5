"""Whose residents are: of whoever has the houses where they live or own; former ones too, as they may still owe."""

from collections.abc import Callable

from django.db.models import Q

from crm.people.models import AccountPerson, Person
from crm.rights.domain.rows import declare_rows
from crm.rights.models import Section
from identity.models import User


def register() -> None:
    """Tell the rights what "my sections" and "assigned to me" mean here."""
    declare_rows(
        Person,
        in_sections=_tied_where(lambda user: Q(account__house__section__in=_sections(user))),
        assigned=_tied_where(lambda user: Q(account__house__responsible__user=user.pk)),
    )


def _sections(user: User) -> object:
    return Section.objects.filter(people=user.pk).values("pk")


def _tied_where(condition: Callable[[User], Q]) -> Callable[[User], Q]:
    return lambda user: Q(pk__in=AccountPerson.objects.filter(condition(user)).values("person"))

"""Whose houses and accounts are: of a section by its people, assigned to whoever answers for the house."""

from django.db.models import Q

from crm.accounting.models import Account, House
from crm.rights.domain.rows import declare_rows
from crm.rights.models import Section
from identity.models import User


def register() -> None:
    """Tell the rights what "my sections" and "assigned to me" mean here."""
    declare_rows(House, in_sections=lambda user: _in_sections(user, ""), assigned=lambda user: _assigned(user, ""))
    declare_rows(
        Account,
        in_sections=lambda user: _in_sections(user, "house__"),
        assigned=lambda user: _assigned(user, "house__"),
    )


def _in_sections(user: User, path: str) -> Q:
    return Q(**{f"{path}section__in": Section.objects.filter(people=user.pk).values("pk")})


def _assigned(user: User, path: str) -> Q:
    return Q(**{f"{path}responsible__user": user.pk})

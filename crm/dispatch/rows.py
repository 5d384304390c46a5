"""Whose requests are whose: by the section of the house, or by who answers for them and does them."""

from django.db.models import Q

from crm.dispatch.domain.queries import assigned_to
from crm.dispatch.models import Request
from crm.rights.domain.rows import declare_rows
from crm.rights.models import Section
from identity.models import User


def register() -> None:
    """Tell the rights what "my sections" and "assigned to me" mean here."""
    declare_rows(Request, in_sections=_in_sections, assigned=assigned_to)


def _in_sections(user: User) -> Q:
    return Q(house__section__in=Section.objects.filter(people=user.pk).values("pk"))

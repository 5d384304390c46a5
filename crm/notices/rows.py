"""Whose notices are: who may see all rows sees all; others see what they sent themselves."""

from django.db.models import Q

from crm.notices.models import Notice
from crm.rights.domain.rows import declare_rows
from identity.models import User


def register() -> None:
    """Tell the rights what "my sections" and "assigned to me" mean here."""
    declare_rows(Notice, in_sections=_own, assigned=_own)


def _own(user: User) -> Q:
    return Q(by=user)

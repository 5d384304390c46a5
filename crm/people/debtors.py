"""Tells the list of debtors who can be called: somebody of the account has a phone now."""

from django.db.models import Exists, OuterRef, Q

from crm.accounting.domain.debts import declare_phone
from crm.people.models import PersonPhone


def register() -> None:
    """Add the filter «Телефон» to the debtors."""
    declare_phone(_has_phone)


def _has_phone() -> Q:
    phones = PersonPhone.objects.filter(person__ties__account=OuterRef("pk"), person__ties__until=None)
    return Q(Exists(phones))

"""The card «Жители и телефоны» on the screen of an account: whom to call, and one field to add a phone."""

from collections.abc import Mapping
from typing import Any

from crm.accounting import cards
from crm.accounting.cards import Card, Contact, ContactSource
from crm.accounting.models import Account
from crm.people import rights
from crm.people.domain import queries
from crm.people.forms import PhoneForm
from crm.people.models import AccountPerson
from crm.rights.domain.rows import covers
from identity.models import User


def context(account: Account, user: User) -> Mapping[str, Any] | None:
    """People of the account with phones, in four queries; where else a phone stands, beside it."""
    if not covers(account, rights.SEE_PEOPLE, user=user):
        return None
    ties = queries.people_of(account)
    now = [tie for tie in ties if not tie.is_over]
    numbers = [phone.number for tie in now for phone in tie.person.phones.all()]
    shared = queries.also_at(numbers, account=account, user=user) if numbers else {}
    return {
        "ties": [(tie, [(phone, shared.get(phone.number, [])) for phone in tie.person.phones.all()]) for tie in now],
        "former": [tie for tie in ties if tie.is_over],
        "registered": any(tie.person.user_id for tie in now),
        "not_registered": queries.NOT_REGISTERED,
        "renamed": _another_name(account, now),
        "may_edit": covers(account, rights.EDIT_PEOPLE, user=user),
        "may_add": account.is_active and covers(account, rights.EDIT_PEOPLE, user=user),
        "phone_form": PhoneForm(),
    }


def _another_name(account: Account, ties: list[AccountPerson]) -> AccountPerson | None:
    """An owner among the people whose name is not that of the account any more: a slip, or a new owner unnoticed."""
    owners = [tie for tie in ties if tie.kind == "owner"]
    if not owners or any(tie.person.name_key == account.name_key for tie in owners):
        return None
    return owners[0]


def contacts(account: Account, user: User) -> list[Contact]:
    """Whom to call about the account, the owner first."""
    if not covers(account, rights.SEE_PEOPLE, user=user):
        return []
    return [
        Contact(phone.number, str(phone), f"{tie.person}, {tie.get_kind_display().lower()}")
        for tie in queries.people_of(account)
        if not tie.is_over
        for phone in tie.person.phones.all()
    ]


def register() -> None:
    """Put the card onto the screen, and the phones into its head."""
    cards.register(Card("people", 20, "Жители и телефоны", rights.SEE_PEOPLE, "people/account_card.html", context))
    cards.register_contacts("people", ContactSource(rights.SEE_PEOPLE, contacts))

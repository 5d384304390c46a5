"""What stands on a person's page, whether it is opened or comes back with a form that is wrong."""

from typing import Any

from django.db.models import QuerySet

from crm.accounting.models import Account
from crm.people import rights
from crm.people.consent_texts import VERSIONS
from crm.people.domain import consents
from crm.people.forms import ConsentForm, PhoneForm, TieForm
from crm.people.models import AccountPerson, Person
from crm.rights.domain.rows import covers, within
from identity.models import User


def ties_of(person: Person, *, user: User) -> list[AccountPerson]:
    """The person's accounts that `user` may see, those of now first; one query."""
    own: QuerySet[Account] = within(Account.objects.all(), rights.SEE_PEOPLE, user=user)
    ties = AccountPerson.objects.filter(person=person, account__in=own.values("pk")).select_related("account__house")
    ordered = ties.order_by("account__house__address_key", "account__flat_key", "pk")
    return sorted(ordered, key=lambda tie: tie.is_over)


def page_of(person: Person, *, user: User) -> dict[str, Any]:
    """The whole page; the number of queries does not grow with the rows."""
    history = list(consents.history(person))
    said = history[::-1]
    return {
        "person": person,
        "phones": person.phones.all(),
        "ties": ties_of(person, user=user),
        "consents": consents.last_words(said).values(),
        "unwanted": consents.unwanted(said).values(),
        "history": history,
        "devices": person.devices.all(),
        "may_edit": covers(person, rights.EDIT_PEOPLE, user=user),
        "phone_form": PhoneForm(),
        "tie_form": TieForm(),
        "consent_form": ConsentForm(),
        "consent_texts": VERSIONS.items(),
    }

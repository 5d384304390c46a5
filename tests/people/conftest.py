from collections.abc import Callable

import pytest

from crm.accounting.models import Account, House
from crm.people.domain import people
from crm.people.models import Person
from identity.models import User
from tests.factories import AccountFactory, HouseFactory

MOBILE = "+79084373418"


@pytest.fixture
def house(head: User) -> House:
    return HouseFactory(street="Ленина", number="86", by=head)


@pytest.fixture
def account(head: User, house: House) -> Account:
    """The flat of Нина Петровна Иванова."""
    return AccountFactory(house=house, number="00012345", flat="12", by=head)


@pytest.fixture
def dacha(head: User) -> Account:
    """Another flat under the same name in another house."""
    return AccountFactory(house=HouseFactory(street="Мира", number="7", by=head), number="777", flat="3", by=head)


@pytest.fixture
def owner(head: User, account: Account) -> Person:
    """The owner, who became a person with the first phone."""
    return people.add_account_phone(account, phone=MOBILE, by=head)


@pytest.fixture
def journal_of() -> Callable[[Person], list[str]]:
    """Codes of what the journal tells of a person, oldest first."""
    from crm.journal.models import Entry

    def read(person: Person) -> list[str]:
        entries = Entry.objects.filter(object_type="people.person", object_id=str(person.pk))
        return list(entries.order_by("pk").values_list("action", flat=True))

    return read

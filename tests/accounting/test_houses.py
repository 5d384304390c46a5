import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from crm.accounting.domain.accounts import add_account, deactivate
from crm.accounting.domain.houses import add_house, change_house, find_house, remove_house
from crm.accounting.domain.queries import houses_with_totals, search_houses, suggest_houses
from crm.accounting.models import House
from crm.journal.models import Entry
from tenants.errors import DomainError

pytestmark = pytest.mark.integration


@pytest.fixture
def house(head):
    return add_house(city="верхнекамск", street="улица Ленина", number="д. 86", by=head)


def test_town_comes_from_the_directory_with_its_region(house):
    assert (str(house), house.region) == ("Верхнекамск, ул. Ленина, д. 86", "Пермский край")
    assert house.settlement_id


def test_unknown_town_is_refused_at_its_field(head):
    with pytest.raises(DomainError, match="напишите нам") as error:
        add_house(city="Неведомск", street="Ленина", number="1", by=head)
    assert error.value.field == "city"


def test_the_same_house_typed_otherwise_is_refused(house, head):
    with pytest.raises(DomainError, match="уже есть в списке"):
        add_house(city="г. Верхнекамск", street="Ленина", number="86", by=head)
    assert House.objects.count() == 1


def test_changing_an_address_goes_into_the_journal(house, head):
    change_house(house, city="Верхнекамск", street="ул. Ленина", number="86А", section=None, responsible=None, by=head)

    entry = Entry.objects.get(action="accounting.change_house")
    assert entry.changes == {"number": ["86", "86А"]}
    assert find_house("ленина 86а") == house


def test_house_with_accounts_cannot_be_removed(house, head):
    account = add_account(house=house, number="1", last_name="Ли", first_name="Бо", by=head)
    deactivate(account, by=head)

    with pytest.raises(DomainError, match="удалить его нельзя"):
        remove_house(house, by=head)
    with pytest.raises(ProtectedError):
        house.delete()


def test_database_itself_keeps_a_house_with_accounts(house, head):
    from django.db import connection

    add_account(house=house, number="1", last_name="Ли", first_name="Бо", by=head)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounting_house; SET CONSTRAINTS ALL IMMEDIATE")


def test_empty_house_can_be_removed(house, head):
    remove_house(house, by=head)

    assert not House.objects.exists()
    assert Entry.objects.filter(action="accounting.remove_house").exists()


def test_house_is_found_as_people_say_it(house, head):
    other = add_house(city="Верхнекамск", street="ул. 8 Марта", number="44 корп. 1", by=head)

    assert find_house("Верхнекамск, ул. Ленина, д. 86") == house
    assert find_house("ленина 86") == house
    assert find_house("8 марта, 44 к. 1", city="Верхнекамск") == other
    with pytest.raises(DomainError, match="нет в списке"):
        find_house("ленина 8")


def test_suggestions_by_street_and_number(house, head):
    add_house(city="Верхнекамск", street="ул. Ленина", number="8", by=head)

    assert [h.number for h in suggest_houses("лен", user=head)] == ["8", "86"]
    assert [h.number for h in search_houses(House.objects.all(), "ленина 86")] == ["86"]


def test_totals_of_a_house(house, head):
    for number, balance in (("1", 100), ("2", -30), ("3", 50)):
        add_account(house=house, number=number, last_name="Ли", first_name="Бо", balance=balance, by=head)
    deactivate(house.accounts.get(number="3"), by=head)

    found = houses_with_totals().get()

    assert (found.accounts_total, found.accounts_active, found.debt) == (3, 2, 100)

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.accounting.domain.accounts import deactivate
from crm.accounting.models import Account
from crm.people.domain import people, phones
from crm.people.enums import Tie
from crm.people.models import AccountPerson, Person, PersonPhone
from identity.models import User
from tenants.errors import DomainError
from tests.factories import AccountFactory
from tests.people.conftest import MOBILE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["9084373418", "89084373418", "79084373418", "+7 (908) 437-34-18", "8 908 437 34 18", "+7.908.437.34.18"],
)
def test_every_writing_of_the_manual_is_the_same_number(typed: str):
    assert phones.clean_mobile(typed) == MOBILE


@given(number=st.integers(9_000_000_000, 9_999_999_999), code=st.sampled_from(["", "7", "+7", "8"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_quick_way_says_what_the_library_says(number: int, code: str):
    from identity.phones import normalise_phone

    try:
        expected = normalise_phone(f"{code}{number}")
    except DomainError:
        with pytest.raises(DomainError):
            phones.clean_mobile(f"{code}{number}")
        return
    assert phones.clean_mobile(f"{code}{number}") == expected


def test_digits_of_other_scripts_are_the_same_digits():
    assert phones.clean_mobile("900000000٠") == "+79000000000"


def test_a_landline_is_refused_and_told_why():
    with pytest.raises(DomainError, match=r"\+7 342 200-10-03 — не мобильный: СМС на городской телефон не придёт"):
        phones.clean_mobile("8 342 200-10-03")


@pytest.mark.parametrize("typed", ["123", "позвонить Ивану", "9084373", "+7 900"])
def test_what_is_no_phone_is_refused(typed: str):
    with pytest.raises(DomainError, match="не распознан"):
        phones.clean_mobile(typed)


@pytest.mark.parametrize(
    "cell",
    [
        "89084373418, 9143139546",
        "+7 (908) 437-34-18; +7 (914) 313-95-46",
        "89084373418 89143139546",
        "9084373418 9143139546",
        "+7 908 437 34 18 8 914 313 95 46",
        "89084373418 или 8 914 313-95-46",
        "89084373418/89143139546, 89084373418",
    ],
)
def test_several_phones_of_one_cell(cell: str):
    assert phones.several(cell) == [MOBILE, "+79143139546"]


def test_the_first_phone_makes_the_owner_a_person(head: User, account: Account, journal_of):
    person = people.add_account_phone(account, phone="89084373418", by=head)

    assert str(person) == "Иванова Нина Петровна"
    assert [str(phone) for phone in person.phones.all()] == ["+7 908 437-34-18"]
    tie = AccountPerson.objects.get()
    assert (tie.account, tie.person, tie.kind, tie.until) == (account, person, Tie.OWNER, None)
    assert journal_of(person) == ["people.add_person", "people.tie", "people.add_phone"]


def test_the_second_phone_is_of_the_same_person(head: User, account: Account, owner: Person):
    assert people.add_account_phone(account, phone="9143139546", by=head) == owner
    assert owner.phones.count() == 2
    assert Person.objects.count() == 1


def test_the_same_phone_twice_is_refused(head: User, account: Account, owner: Person):
    with pytest.raises(DomainError, match="здесь уже есть") as refusal:
        people.add_account_phone(account, phone=MOBILE, by=head)

    assert refusal.value.field == "phone"
    assert PersonPhone.objects.count() == 1


def test_same_phone_and_name_on_another_account_is_the_same_person(
    head: User, owner: Person, account: Account, dacha: Account
):
    assert people.add_account_phone(dacha, phone=MOBILE, by=head) == owner
    assert {tie.account_id for tie in owner.ties.all()} == {account.pk, dacha.pk}
    assert PersonPhone.objects.count() == 1


def test_same_phone_under_another_name_is_another_person(head: User, owner: Person, house):
    neighbour = AccountFactory(house=house, last_name="Петров", first_name="Олег", patronymic="", by=head)

    other = people.add_account_phone(neighbour, phone=MOBILE, by=head)

    assert other != owner
    assert list(PersonPhone.objects.values_list("number", flat=True)) == [MOBILE, MOBILE]


def test_a_legal_entity_is_called_by_its_whole_name(head: User, house):
    firm = AccountFactory(house=house, last_name="ООО «Лютик»", first_name=".", patronymic=".", by=head)

    assert str(people.add_account_phone(firm, phone=MOBILE, by=head)) == "ООО «Лютик»"


def test_a_closed_account_takes_no_phone(head: User, account: Account):
    deactivate(account, by=head)

    with pytest.raises(DomainError, match="Счёт отключён"):
        people.add_account_phone(account, phone=MOBILE, by=head)


def test_a_removed_phone_is_in_the_journal(head: User, owner: Person, journal_of):
    phones.remove_phone(owner.phones.get(), by=head)

    assert owner.phones.count() == 0
    assert journal_of(owner)[-1] == "people.remove_phone"
